"""A program of several files: what visitors write goes through all of them, and nowhere else."""

import steps

import portico as gr


def later(text):
    from steps.late import start

    return start(text)


with gr.Blocks() as demo:
    box = gr.Textbox()
    gr.Button().click(steps.tidy, box, box)
    gr.Button().click(later, box, box)
