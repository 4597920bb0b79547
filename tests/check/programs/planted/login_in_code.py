"""A login that everybody can read."""

import portico as gr

demo = gr.Interface(lambda text: text[::-1], "text", "text")

if __name__ == "__main__":
    demo.launch(auth=("admin", "pass1234"))  # expect: PC142
