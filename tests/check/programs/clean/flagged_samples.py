"""An Interface with examples, flagging and a generator."""

import portico as gr

NUMBERS = {str(number): number for number in range(10)}


def parse(text, base):
    total = 0
    for letter in text:
        total = total * base + NUMBERS.get(letter, 0)
        yield total


demo = gr.Interface(
    parse,
    [gr.Textbox("12"), gr.Slider(2, 16, 10, step=1)],
    gr.Number(),
    examples=[["101", 2], ["42", 10]],
    flagging_mode="never",
)
