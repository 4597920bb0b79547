"""A decorator keeps what its function was given."""

import functools

import portico as gr


def keeping_last(fn):
    last = {}

    @functools.wraps(fn)
    def wrapper(*args):
        last["args"] = args  # expect: PC103
        return fn(*args)

    return wrapper


@keeping_last
def shout(text):
    return text.upper()


demo = gr.Interface(shout, "text", "text")
