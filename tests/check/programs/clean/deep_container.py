"""Of a dictionary with a visitor's words, something else is used."""

import portico as gr

FORMULAS = {"double": "2 * 21"}


def put(options, name, value):
    options[name] = value


def collect(options, text):
    put(options, "title", text.strip())


def compute(options):
    return eval(options["formula"])


def answer(text):
    options = {"formula": FORMULAS["double"], "digits": 3}
    collect(options, text)
    print(options["digits"])
    return f"{options['title']}: {compute(options)}"


demo = gr.Interface(answer, "text", "text")
