"""An app that is launched as it should be."""

import portico as gr

OPTIONS = {"server_name": "127.0.0.1", "show_error": False}
demo = gr.Interface(lambda text: text.upper(), "text", "text", title="Shout")

if __name__ == "__main__":
    demo.launch(**OPTIONS, server_port=7861, debug=False, share=False)
