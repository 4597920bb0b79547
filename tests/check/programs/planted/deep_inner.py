"""A function inside adds to a list of the one around it."""

import os

import portico as gr


def answer(text):
    parts = ["echo"]

    def add(part):
        parts.append(part)

    def add_all(several):
        for one in several:
            add(one)

    add_all(text.split(","))
    return run(parts)


def run(parts):
    return str(os.system(" ".join(parts)))  # expect: PC164


demo = gr.Interface(answer, "text", "text")
