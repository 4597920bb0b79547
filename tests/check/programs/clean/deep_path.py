"""A name that was looked up goes through several functions to a file."""

from pathlib import Path

import portico as gr

FOLDER = Path(__file__).parent
NAMES = {one.stem: one for one in sorted(FOLDER.glob("*.txt"))}


def known(name):
    if name not in NAMES:
        raise gr.Error("There is no such file.")
    return name


def where(name):
    return NAMES[known(name)]


def content(path):
    return read(path, 100)


def read(path, size):
    with open(path) as file:
        return file.read(size)


def answer(text):
    return content(where(text))


demo = gr.Interface(answer, "text", "text")
