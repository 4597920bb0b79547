"""A name that the browser keeps, encrypted."""

import os

import gradio as gr

with gr.Blocks() as demo:
    kept = gr.BrowserState({"name": "guest"}, storage_key="visitor", secret=os.environ.get("SECRET", "between us"))
    name = gr.Textbox(label="Name")
    greeting = gr.Textbox(label="Greeting")
    demo.load(lambda value: f"Hello {value['name']}", kept, greeting)
    name.submit(lambda text: {"name": text}, name, kept)
    kept.change(lambda value: f"Bye {value['name']}", kept, greeting)
    gr.ClearButton(kept, value="Forget")

if __name__ == "__main__":
    demo.launch()
