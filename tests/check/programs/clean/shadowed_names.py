"""Locals that are called like variables of the module."""

import portico as gr

items = ["a", "b"]
total = 0
result = {}


def collect(text):
    items = []
    items.append(text)
    total = 0
    for item in items:
        total += len(item)
    result = {item: total for item in items}
    result["total"] = total
    return result


def echo(items):
    items.append("!")
    return "".join(items)


def shown(result):
    result["seen"] = True
    return [items for items in result]


with gr.Blocks() as demo:
    text, out = gr.Textbox(), gr.JSON()
    chosen = gr.CheckboxGroup(items)
    text.submit(collect, text, out)
    chosen.change(echo, chosen, text)
    gr.Button("Show").click(shown, out, out)
