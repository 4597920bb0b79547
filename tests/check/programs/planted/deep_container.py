"""A function fills a dictionary of its caller's, and another one reads it."""

import portico as gr


def put(options, name, value):
    options[name] = value


def collect(options, text):
    put(options, "formula", text.strip())


def compute(options):
    return eval(options["formula"])  # expect: PC162


def answer(text):
    options = {"digits": 3}
    collect(options, text)
    return str(compute(options))


demo = gr.Interface(answer, "text", "text")
