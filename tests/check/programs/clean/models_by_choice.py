"""A registry of what the program offers, and environment that it reads."""

import os
from enum import Enum
from typing import NamedTuple

import portico as gr


class Size(Enum):
    SMALL = 1
    LARGE = 2


class Option(NamedTuple):
    size: Size
    steps: int


OPTIONS = {"fast": Option(Size.SMALL, 4), "fine": Option(Size.LARGE, 40)}
DEVICE = os.environ.get("DEVICE", "cpu")
PIPELINES = {}


def pipeline(name):
    try:
        return PIPELINES[name]
    except KeyError:
        PIPELINES[name] = found = OPTIONS[name].steps
        return found


def run(name, text):
    steps = pipeline(name)
    steps -= 1
    return f"{DEVICE}: {steps} steps for {len(text)}"


demo = gr.Interface(run, [gr.Radio(list(OPTIONS)), "text"], "text")
