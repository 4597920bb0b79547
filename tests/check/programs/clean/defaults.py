"""Defaults that are filled, only read, or nothing that could change."""

import portico as gr

UNITS = {"m": 1.0, "cm": 0.01}


def convert(value, unit="m", factors=UNITS, digits=(2,), extra=None):
    extra = extra or []
    extra.append(unit)
    return round(value * factors[unit], digits[0])


def chat(message, history=[]):
    history = history or []
    history.append({"role": "user", "content": message})
    return history


def read(word, known=["a", "b"]):
    return word in known


with gr.Blocks() as demo:
    value, unit, out = gr.Number(), gr.Dropdown(list(UNITS)), gr.Number()
    talk, word = gr.Chatbot(), gr.Textbox()
    unit.change(convert, [value, unit], out)
    word.submit(chat, [word, talk], talk)
    word.change(read, word, gr.Checkbox())
