"""A small shop, which the tests edit while it is open."""

import time
from dataclasses import dataclass, field
from pathlib import Path

import portico as gr


@dataclass
class Basket:
    """What a visitor has chosen."""

    things: list[str] = field(default_factory=list)


def add(name, basket):
    basket = Basket([*basket.things, name])
    return f"In the basket: {', '.join(basket.things)}", basket


def count(name):
    for number in range(1, 4):
        yield f"{name} {number} of old"
        while not Path("go on").exists():
            time.sleep(0.01)


def answer(text, history):
    return [*history, {"role": "user", "content": text}, {"role": "assistant", "content": f"We have {text}."}]


with gr.Blocks(title="Shop") as demo:
    basket = gr.State(Basket())
    with gr.Tab("Choose"):
        name = gr.Textbox(label="Thing")
        shown = gr.Textbox(label="Shown")
        button = gr.Button("Add")
        slow = gr.Button("Count")
    with gr.Tab("More"):
        with gr.Accordion("Details", open=False):
            note = gr.Textbox(label="Note")
            upload = gr.File(label="Picture")
    with gr.Tab("Talk"):
        talk = gr.Chatbot(label="Talk", height=120)
        say = gr.Textbox(label="Say")
    button.click(add, [name, basket], [shown, basket])
    slow.click(count, name, shown)
    say.submit(answer, [say, talk], talk)

if __name__ == "__main__":
    demo.launch()
