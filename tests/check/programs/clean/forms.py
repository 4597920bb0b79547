"""A form with validation and changing parts."""

import re
from datetime import date

import portico as gr

FIELDS = ["name", "mail"]
MAIL = re.compile(r"[^@\s]+@[^@\s]+")


def check(name, mail):
    return [gr.validate(bool(name), "A name, please."), gr.validate(bool(MAIL.match(mail)), "No address.")]


def send(name, mail):
    entry = dict(zip(FIELDS, [name, mail], strict=True))
    entry["at"] = date.today().isoformat()
    lines = []
    for key, value in entry.items():
        lines.append(f"{key}: {value}")
    gr.Info("Thank you.")
    return "\n".join(lines), gr.update(interactive=False), gr.Button("Sent", interactive=False)


with gr.Blocks() as demo:
    name, mail = gr.Textbox(label="Name"), gr.Textbox(label="Mail")
    shown, button = gr.Textbox(), gr.Button("Send")
    button.click(send, [name, mail], [shown, name, button], validator=check)
