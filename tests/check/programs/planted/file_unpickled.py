"""A model that a visitor brings."""

import pickle

import portico as gr


def load(file):
    with open(file, "rb") as opened:
        model = pickle.load(opened)  # expect: PC163
    return type(model).__name__


demo = gr.Interface(load, "file", "text")
