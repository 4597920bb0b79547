"""Words come one by one, and a counter goes on by itself."""

import portico as gr


def spell(text):
    said = ""
    for letter in text:
        said += letter
        yield said


async def steps(number):
    for n in range(int(number)):
        yield {"step": n, "of": int(number)}


with gr.Blocks() as demo:
    text, spelt = gr.Textbox(label="Text"), gr.Markdown()
    number, shown = gr.Slider(1, 5, step=1, label="Steps"), gr.JSON()
    text.submit(spell, text, spelt, api_name="spell", concurrency_limit=4)
    number.release(steps, number, shown, api_name="steps").then(lambda: "done", None, spelt)
