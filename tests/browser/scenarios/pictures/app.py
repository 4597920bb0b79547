"""Pictures in and out, and a pixel of one."""

import gradio as gr
import numpy as np
from PIL import Image

Image.new("RGB", (400, 200), (40, 90, 160)).save("map.png")
Image.fromarray((np.arange(64).reshape(8, 8) * 4).astype("u1")).save("digit.png")

with gr.Blocks(title="Pictures") as demo:
    with gr.Row():
        photo = gr.Image(label="Photo")
        negative = gr.Image(label="Negative", format="png", interactive=False)
    with gr.Row():
        chart = gr.Image("map.png", label="Map", interactive=False, alt_text="A blue map")
        digit = gr.Image("digit.png", label="Digit", interactive=False, buttons=[])
    told = gr.Textbox(label="Told")
    photo.change(lambda picture: None if picture is None else 255 - picture, photo, negative)
    photo.input(lambda picture: "none" if picture is None else str(picture.shape), photo, told)

    @chart.select(outputs=told)
    def where(event: gr.SelectData) -> str:
        return f"{event.index}"


if __name__ == "__main__":
    demo.launch()
