"""The newest picture of a folder is returned, whoever put it there."""

import tempfile
from pathlib import Path

import portico as gr

FOLDER = Path(tempfile.mkdtemp())


def grey(picture):
    if picture is not None:
        picture.convert("L").save(FOLDER / f"{len(list(FOLDER.iterdir())):05}.webp")
    newest = max(FOLDER.iterdir(), default=None)
    return None if newest is None else str(newest)


with gr.Blocks() as demo:
    picture, result = gr.Image(type="pil", label="Picture"), gr.Image(label="Grey", interactive=False)
    gr.Button("Convert").click(grey, picture, result, api_name="grey")
