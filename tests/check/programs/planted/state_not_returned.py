"""A number that is counted up and forgotten."""

import portico as gr


def press(count):
    count += 1  # expect: PC112
    return f"pressed {count} times"


with gr.Blocks() as demo:
    count, shown = gr.State(0), gr.Textbox()
    gr.Button("Press").click(press, count, shown)
