"""A name that is kept for nobody."""

import portico as gr


def greet(name):
    return f"Hello {name}", name


with gr.Blocks() as demo:
    known = gr.State("")  # expect: PC113
    name, shown = gr.Textbox(), gr.Textbox()
    name.submit(greet, name, [shown, known])
