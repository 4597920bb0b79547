"""A visitor's key is put where the whole process reads it."""

import os

import portico as gr


def connect(key):
    os.environ["SERVICE_KEY"] = key  # expect: PC102
    return "connected"


demo = gr.Interface(connect, "text", "text")
