"""Three Interfaces: one with cached examples and a Flag button, one that is live, one that counts until stopped."""

import itertools
import threading

import gradio as gr


def scale(dish, people):
    """How much of each thing a dish needs."""
    if people is None:
        raise gr.Error("How many people?")
    return f"{dish} for {people:g}", {"flour": 0.1 * people, "milk": 0.2 * people}


def count(start):
    for number in itertools.count(int(start)):
        yield str(number)
        threading.Event().wait(0.05)


recipe = gr.Interface(
    scale,
    [gr.Textbox(label="Dish"), gr.Number(label="People")],
    [gr.Textbox(label="Title"), gr.JSON(label="Shopping")],
    examples=[["Pancakes", 4], ["Crumble", 6], ["Bread", 2]],
    examples_per_page=2,
    cache_examples=True,
    preload_example=False,
    title="Recipes",
    description="What to buy for *how many*?",
)
shout = gr.Interface(
    lambda text: text.upper(),
    gr.Textbox(label="Say"),
    gr.Textbox(label="Loud"),
    live=True,
    examples=["hello", "good morning"],
    flagging_mode="never",
)
counter = gr.Interface(
    count, gr.Number(10, label="From"), gr.Textbox(label="Now"), stop_btn="Halt", flagging_mode="never"
)

demo = gr.TabbedInterface([recipe, shout, counter], ["Recipes", "Shout", "Count"])

if __name__ == "__main__":
    demo.launch()
