"""Decorators, partials and methods that keep nothing."""

import functools
import operator

import portico as gr


def stripped(fn):
    @functools.wraps(fn)
    def wrapper(text, *rest):
        args = [text.strip(), *rest]
        args.append(1)
        return fn(*args[:-1])

    return wrapper


@stripped
def shout(text):
    return text.upper()


class Formatter:
    def __init__(self, width):
        self.width = width

    def format(self, text):
        width = self.width
        width += 2
        return text.center(width)


def repeat(times, text):
    return text * times


with gr.Blocks() as demo:
    text, out = gr.Textbox(), gr.Textbox()
    text.submit(shout, text, out)
    gr.Button("Twice").click(functools.partial(repeat, 2), text, out)
    gr.Button("Centre").click(Formatter(30).format, text, out)
    gr.Button("Title").click(str.title, text, out)
    gr.Button("Length").click(operator.length_hint, text, out)
