"""Everybody's picture has the same name."""

from PIL import Image

import portico as gr

OUT = "out"


def draw(colour):
    picture = Image.new("RGB", (64, 64), colour)
    picture.save(f"{OUT}/picture.png")  # expect: PC121
    return f"{OUT}/picture.png"


demo = gr.Interface(draw, gr.Dropdown(["red", "blue"]), "image")
