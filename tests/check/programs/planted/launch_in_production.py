"""What a public app needs none of."""

import portico as gr

demo = gr.Interface(lambda text: text[::-1], "text", "text")

if __name__ == "__main__":
    demo.launch(
        share=True,  # expect: PC151
        server_name="0.0.0.0",  # expect: PC152
        debug=True,  # expect: PC153
        show_error=True,  # expect: PC154
    )
