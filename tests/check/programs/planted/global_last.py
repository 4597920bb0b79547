"""The last question of anybody."""

import portico as gr

last = ""


def ask(question):
    global last
    previous, last = last, question  # expect: PC101
    return f"Before that somebody asked: {previous}"


demo = gr.Interface(ask, "text", "text")
