"""Tools for pictures; results in files of their own."""

import os
import tempfile
from pathlib import Path

import numpy as np
from PIL import ImageOps

import portico as gr

KERNEL = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
FILTERS = {"grey": ImageOps.grayscale, "invert": ImageOps.invert}


def apply(picture, name):
    if picture is None:
        raise gr.Error("Choose a picture first.")
    return FILTERS[name](picture.convert("RGB"))


def edges(array):
    out = np.zeros_like(array)
    out[1:-1, 1:-1] = array[1:-1, 1:-1] - array[:-2, 1:-1]
    out += KERNEL.sum()
    return out


def saved(picture, quality):
    with tempfile.NamedTemporaryFile(suffix=".jpg", delete=False) as file:
        picture.save(file, quality=int(quality))
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "picture.png")
    picture.save(path)
    Path(folder, "note.txt").write_text("saved")
    return file.name


with gr.Blocks() as demo:
    picture, array = gr.Image(type="pil"), gr.Image(type="numpy")
    name, quality = gr.Radio(list(FILTERS)), gr.Slider(1, 95, 80)
    out, file = gr.Image(), gr.File()
    gr.Button("Apply").click(apply, [picture, name], out)
    gr.Button("Edges").click(edges, array, out)
    gr.Button("Save").click(saved, [picture, quality], file)
