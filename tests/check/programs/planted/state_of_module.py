"""A State that begins with a list of the module."""

import portico as gr

basket = []


def add(item, items):
    return [*items, item]


with gr.Blocks() as demo:
    state = gr.State(basket)  # expect: PC111
    item = gr.Textbox()
    item.submit(add, [item, state], state)
