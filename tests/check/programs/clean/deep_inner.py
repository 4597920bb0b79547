"""A function inside adds to lists of the call's own."""

import os
import shlex

import portico as gr


def answer(text):
    parts, titles = ["echo"], []

    def add(part, title):
        parts.append(shlex.quote(part))
        titles.append(title)

    for one in text.split(","):
        add(one, one.upper())
    os.system(" ".join(parts))
    return " ".join(titles)


demo = gr.Interface(answer, "text", "text")
