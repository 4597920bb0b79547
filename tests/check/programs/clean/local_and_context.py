"""Variables that are each thread's, or each context's, own."""

import contextvars
import threading

import portico as gr

local = threading.local()
current = contextvars.ContextVar("current", default="")


def inner():
    return f"{current.get()} {local.text}"


def run(text):
    local.text = text
    token = current.set(text)
    try:
        return inner()
    finally:
        current.reset(token)


demo = gr.Interface(run, "text", "text")
