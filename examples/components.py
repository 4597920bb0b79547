"""Every component on one page, filled, so that the whole look can be judged at a glance."""

import numpy as np
from matplotlib.figure import Figure

import portico as gr

FIELD = np.linspace(0, 255, 160 * 240).reshape(160, 240).astype(np.uint8)
TONE = (16_000, (np.sin(np.arange(16_000) / 16_000 * 440 * 6.283) * 20_000).astype(np.int16))
TABLE = [[0, 88, 88, 1.0], [1, 91, 88, 0.967], [8, 88, 81, 0.92]]
ANSWER = "A **one** is a single stroke:\n\n```python\nrows = image.sum(axis=1)\n```"
TALK = [{"role": "user", "content": "Why not a one?"}, {"role": "assistant", "content": ANSWER}]
CURVE = Figure(figsize=(5, 2.4))
CURVE.subplots().plot(np.sin(np.linspace(0, 12, 200)))

with gr.Blocks(title="Components") as demo:
    gr.Markdown("# Components\nEvery one of them, with a value.")
    with gr.Tab("Inputs"), gr.Row():
        with gr.Column():
            gr.Textbox("Ada Lovelace", label="Name", info="As it should be printed.")
            gr.Number(3, label="Copies", minimum=1, maximum=9)
            gr.Slider(0, 100, value=30, label="Share in %")
            gr.Checkbox(True, label="Gift wrap")
            gr.CheckboxGroup(["red", "green", "blue"], value=["red"], label="Colours")
            gr.Radio(["small", "medium", "large"], value="medium", label="Size")
            gr.Dropdown(["apple", "pear", "plum"], value="pear", label="Fruit")
            gr.Dropdown(["apple", "pear", "plum"], value=["apple", "plum"], multiselect=True, label="Fruits")
        with gr.Column():
            gr.Image(label="Picture")
            gr.Audio(label="Sound")
            gr.Video(label="Clip")
            gr.File(label="Attachment")
            with gr.Row():
                primary = gr.Button("Primary", variant="primary")
                gr.Button("Secondary")
                gr.Button("Stop", variant="stop")
                gr.UploadButton("Upload")
                gr.DownloadButton("Download")
                gr.ClearButton()
    with gr.Tab("Outputs"), gr.Row():
        with gr.Column():
            gr.Label({"seven": 0.91, "one": 0.06, "nine": 0.02}, label="Digit")
            gr.Dataframe(TABLE, headers=["Digit", "Seen", "Right", "Recall"], label="Held-out", interactive=False)
            gr.JSON({"name": "Ada", "born": 1815, "works": ["notes"], "alive": False}, label="Record")
            gr.Code("def greet(name):\n    return f'Hello {name}'", language="python", label="Code", interactive=False)
        with gr.Column():
            gr.Image(FIELD, label="Field", interactive=False)
            gr.Audio(TONE, label="Tone", interactive=False)
            gr.Plot(CURVE, label="Curve")
            gr.HTML("<p>Anything in <mark>HTML</mark>.</p>", label="HTML", show_label=True, container=True)
    with gr.Tab("Chat"):
        gr.Chatbot(TALK, label="Assistant")
        with gr.Accordion("More"):
            gr.Examples([["A shorter answer"], ["An example"]], gr.Textbox(label="Question"))

    fields = [block for block in demo.blocks.values() if isinstance(block, gr.Component) and block.interactive is None]
    primary.click(lambda *values: gr.Info(f"{len(values)} values came."), fields, None)

if __name__ == "__main__":
    demo.launch()
