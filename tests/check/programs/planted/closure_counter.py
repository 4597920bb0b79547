"""A variable of the function around the handler."""

import portico as gr


def build():
    count = 0

    def press():
        nonlocal count
        count += 1  # expect: PC103
        return count

    with gr.Blocks() as page:
        shown = gr.Number()
        gr.Button("Press").click(press, None, shown)
    return page


demo = build()
