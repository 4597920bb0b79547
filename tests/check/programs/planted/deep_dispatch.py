"""A table of functions, chosen by a name."""

import subprocess

import portico as gr


def listing(text):
    return subprocess.run("ls " + text, shell=True, capture_output=True)  # expect: PC164


def reading(text):
    return read_it(text)


def read_it(name):
    with open(name) as file:  # expect: PC161
        return file.read()


TOOLS = {"list": listing, "read": reading}


def choose(tool, text):
    return str(TOOLS[tool](text))


demo = gr.Interface(choose, [gr.Radio(["list", "read"]), gr.Textbox()], "text")
