"""A visitor names the file that is read."""

from pathlib import Path

import portico as gr

NOTES = Path("notes")


def show(name):
    return (NOTES / f"{name}.md").read_text()  # expect: PC161


demo = gr.Interface(show, "text", "markdown")
