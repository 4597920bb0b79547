"""A cart in a State, with prices that are constants of the module."""

from dataclasses import dataclass, field

import portico as gr

PRICES = {"apple": 1.2, "pear": 1.5}
EMPTY = {"lines": [], "sum": 0.0}


@dataclass
class Cart:
    lines: list = field(default_factory=list)

    def add(self, name, amount):
        self.lines.append((name, amount))

    @property
    def total(self):
        return sum(PRICES[name] * amount for name, amount in self.lines)


def add(name, amount, cart, summary):
    cart.add(name, amount)
    summary = {**summary, "sum": cart.total}
    return cart, summary, f"{cart.total:.2f}"


with gr.Blocks() as demo:
    cart, summary = gr.State(Cart()), gr.State(EMPTY)
    name, amount = gr.Dropdown(list(PRICES)), gr.Number(1)
    shown = gr.Textbox()
    gr.Button("Add").click(add, [name, amount, cart, summary], [cart, summary, shown])
    gr.Button("Empty").click(lambda: (Cart(), dict(EMPTY), ""), None, [cart, summary, shown])
