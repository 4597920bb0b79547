"""`.value` is the page's, not the visitor's."""

import portico as gr


def add(item, items):
    return [*items, item]


def show():
    return str(items.value)  # expect: PC115


with gr.Blocks() as demo:
    items, item, shown = gr.State([]), gr.Textbox(), gr.Textbox()
    item.submit(add, [item, items], items)
    gr.Button("Show").click(show, None, shown)
