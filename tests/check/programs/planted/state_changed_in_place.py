"""A list from a State that is changed in place and not returned."""

import portico as gr


def add(item, items):
    items.append(item)  # expect: PC112
    return "\n".join(items)


with gr.Blocks() as demo:
    items, item, shown = gr.State([]), gr.Textbox(), gr.Textbox()
    item.submit(add, [item, items], shown)
