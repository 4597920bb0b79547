"""A program of several files: what visitors write goes through all of them."""

import tools
from shop import Basket, names

import portico as gr


def later(text):
    from lazy import start  # known only when it runs

    return start(text)


def put(text):
    basket = Basket()
    basket.add(names.tidy(text))
    return tools.show(basket.last())


with gr.Blocks() as demo:
    box = gr.Textbox()
    gr.Button().click(put, box, box)
    gr.Button().click(later, box, box)
