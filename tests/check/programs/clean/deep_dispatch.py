"""A table of functions, chosen by a name; each does what is right."""

import subprocess

import portico as gr


def listing(text):
    return subprocess.run(["ls", "--", text], capture_output=True, check=False)


def length(text):
    print(len(text))
    return len(text)


TOOLS = {"list": listing, "length": length}


def choose(tool, text):
    return str(TOOLS[tool](text))


demo = gr.Interface(choose, [gr.Radio(["list", "length"]), gr.Textbox()], "text")
