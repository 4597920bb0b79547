"""Lists and dictionaries that grow in a variable which nobody returns."""

import portico as gr


def add(item, items):
    items = [*items, item]  # expect: PC112
    return "\n".join(items)


def enter(key, value, known):
    known = {**known, key: value}  # expect: PC112
    return len(known)


def more(item, items):
    items = items + [item]  # expect: PC112
    return len(items)


with gr.Blocks() as demo:
    items, known = gr.State([]), gr.State({})
    item, shown, count = gr.Textbox(), gr.Textbox(), gr.Number()
    item.submit(add, [item, items], shown)
    item.change(more, [item, items], count)
    gr.Button("Enter").click(enter, [item, shown, known], count)
