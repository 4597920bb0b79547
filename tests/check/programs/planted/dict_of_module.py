"""A dictionary of the module, by a name that anybody may choose."""

import portico as gr

notes = {}


def save(title, text):
    notes[title] = text  # expect: PC102
    return sorted(notes)


with gr.Blocks() as demo:
    title, text, shown = gr.Textbox(), gr.Textbox(), gr.JSON()
    gr.Button("Save").click(save, [title, text], shown)
