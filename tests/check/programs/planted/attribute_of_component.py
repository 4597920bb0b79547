"""A component of the page, which all visitors see, is changed in place."""

import portico as gr


def rename(text):
    box.label = text  # expect: PC102
    return text


with gr.Blocks() as demo:
    box = gr.Textbox(label="Name")
    box.submit(rename, box, box)
