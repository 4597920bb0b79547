"""A small app that bad input is sent to: it logs all it can, and takes files of at most 100 kB."""

from __future__ import annotations

import logging

import portico as gr
from portico.server.routes import upload

logging.basicConfig(level=logging.DEBUG)


def remember(text: str, seen: list[str]):
    seen = [*seen, text]
    return ",".join(map(str, seen)), seen


def shout(words: list[str]) -> list[list[str]]:
    return [[str(word).upper() for word in words]]


with gr.Blocks(title="Victim") as demo:
    text, number, anything, out = gr.Textbox(), gr.Number(), gr.JSON(), gr.Textbox()
    seen = gr.State([])
    go = gr.Button()
    go.click(lambda value: [repr(value)[:20]], anything, anything, api_name="echo", concurrency_limit=None)
    go.click(remember, [text, seen], [out, seen], api_name="remember", concurrency_limit=None)
    go.click(lambda text, number: f"{text}{number}", [text, number], out, api_name="greet", concurrency_limit=None)
    go.click(shout, text, out, api_name="shout", batch=True, max_batch_size=3)
    every = [
        gr.Audio(), gr.Chatbot(), gr.Checkbox(), gr.CheckboxGroup(["a", "b"]), gr.Code(), gr.Dataframe(),
        gr.Dropdown(["a", "b"]), gr.Dropdown(["a", "b"], multiselect=True), gr.File(), gr.File(file_count="multiple"),
        gr.HTML(), gr.Image(), gr.Image(type="filepath"), gr.JSON(), gr.Label(), gr.Markdown(), gr.Number(),
        gr.Number(precision=0), gr.Plot(), gr.Radio(["a", "b"]), gr.Slider(0, 10), gr.Textbox(), gr.UploadButton(),
        gr.Video(), gr.BrowserState(), gr.Dataset(components=[gr.Textbox()], samples=[["a"], ["b"]]),
        gr.Timer(active=False),
    ]  # fmt: skip
    for index, component in enumerate(every):
        go.click(lambda value: None, component, None, api_name=f"take_{index}", concurrency_limit=None)

if __name__ == "__main__":
    upload.PATIENCE = 0.1  # nobody here asks for an upload that is about to begin
    demo.launch(max_file_size="100kb", show_error=True)
