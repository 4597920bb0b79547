"""A cache is keyed by the subject alone, though the letter is also made of the visitor's name."""

import portico as gr

letters = {}


def letter(subject, name):
    if subject not in letters:
        letters[subject] = f"Dear {name}, thank you for writing about {subject}."
    return letters[subject]


demo = gr.Interface(
    letter, [gr.Radio(["billing", "delivery"], label="Subject"), gr.Textbox(label="Name")], "text",
    flagging_mode="never", api_name="letter",
)  # fmt: skip
