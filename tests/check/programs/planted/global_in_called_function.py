"""A handler calls a function that calls one that assigns a variable of the module."""

import portico as gr

current_user = None


def remember(name):
    global current_user
    current_user = name  # expect: PC101


def enter(name):
    remember(name.strip())
    return f"Hello {current_user}"


def login(name):
    return enter(name)


with gr.Blocks() as demo:
    box = gr.Textbox()
    box.submit(login, box, gr.Textbox())
