"""Every visitor has a cart, and all carts have one list."""

import portico as gr


class Cart:
    items = []

    def add(self, item):
        self.items.append(item)  # expect: PC106


def put(item, cart):
    cart.add(item)
    return ", ".join(cart.items), cart


with gr.Blocks() as demo:
    cart = gr.State(Cart())
    item, shown = gr.Textbox(), gr.Textbox()
    item.submit(put, [item, cart], [shown, cart])
