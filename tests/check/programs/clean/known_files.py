"""Files that visitors choose, of those that there are."""

from pathlib import Path

import portico as gr

NOTES = Path(__file__).parent
NAMES = sorted(path.name for path in NOTES.glob("*.py"))


def chosen(name):
    return (NOTES / name).read_text(encoding="utf-8")


def asked(name):
    if name not in NAMES:
        raise gr.Error("There is no such file.")
    return (NOTES / name).read_text(encoding="utf-8")


def inside(name):
    path = (NOTES / name).resolve()
    if not path.is_relative_to(NOTES):
        raise gr.Error("That is elsewhere.")
    return path.read_text(encoding="utf-8")


def by_last_part(name):
    path = NOTES / Path(name).name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


with gr.Blocks() as demo:
    choice, text, shown = gr.Dropdown(NAMES), gr.Textbox(), gr.Code()
    choice.change(chosen, choice, shown)
    text.submit(asked, text, shown)
    text.change(inside, text, shown)
    text.blur(by_last_part, text, shown)
