"""A counter of the module, counted up by every visitor."""

import portico as gr

count = 0


def press():
    global count
    count += 1  # expect: PC101
    return count


with gr.Blocks() as demo:
    shown = gr.Number()
    gr.Button("Press").click(press, None, shown)
