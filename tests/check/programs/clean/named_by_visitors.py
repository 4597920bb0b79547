"""Names that visitors give, made safe, and data that is loaded as data."""

import json
import re
import tempfile
from pathlib import Path

import numpy as np

import portico as gr


def save(title, text):
    slug = "".join(letter for letter in title if letter.isalnum())
    other = re.sub(r"\W+", "_", title)
    folder = Path(tempfile.mkdtemp())
    (folder / f"{slug}.txt").write_text(text)
    (folder / f"{other}.json").write_text(json.dumps({"text": text}))
    return str(folder / f"{slug}.txt")


def numbered(text):
    number = int(text)
    path = Path(__file__).parent / f"{number}.txt"
    return path.read_text() if path.is_file() else ""


def parse(text, file):
    settings = json.loads(text)
    array = np.load(file) if file else np.zeros(3)
    return {"settings": settings, "sum": float(array.sum())}


with gr.Blocks() as demo:
    title, text, file, out = gr.Textbox(), gr.Textbox(), gr.File(), gr.JSON()
    title.submit(save, [title, text], file)
    title.change(numbered, title, text)
    gr.Button("Parse").click(parse, [text, file], out)
