"""A temporary file is named for what the visitor wrote; everybody on the machine can list such names."""

import tempfile
from pathlib import Path

import portico as gr


def save(title):
    if title.isalnum():
        (Path(tempfile.gettempdir()) / f"{title}.draft").write_text("")
    return "Saved."


demo = gr.Interface(save, gr.Textbox(label="Title"), "text", flagging_mode="never", api_name="save")
