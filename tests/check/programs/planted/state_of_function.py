"""A State whose function gives every visitor the same object."""

import portico as gr

DEFAULTS = {"size": 512, "seed": 1}


def change(size, settings):
    return {**settings, "size": size}


with gr.Blocks() as demo:
    settings = gr.State(lambda: DEFAULTS)  # expect: PC111
    size = gr.Slider(64, 1024)
    size.change(change, [size, settings], settings)
