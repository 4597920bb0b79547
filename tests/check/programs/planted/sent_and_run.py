"""What visitors send, run by detours."""

import base64
import marshal
import os
import pickle
import subprocess

import pandas as pd

import portico as gr


def thaw(text):
    return str(pickle.loads(base64.b64decode(text.encode())))  # expect: PC163


def read(file):
    os.system(f"file {file}")  # expect: PC164
    frame = pd.read_pickle(file)  # expect: PC163
    return str(frame.shape)


def configure(text):
    subprocess.Popen(["bash", "-c", text])  # expect: PC164
    return str(marshal.loads(text.encode()))  # expect: PC163


def exists(text):
    path = os.path.join("data", text)
    if os.path.exists(path):
        with open(path) as opened:  # expect: PC161
            return opened.read()
    return ""


with gr.Blocks() as demo:
    text, file, out = gr.Textbox(), gr.File(), gr.Textbox()
    text.submit(thaw, text, out)
    file.upload(read, file, out)
    gr.Button("Configure").click(configure, text, out)
    gr.Button("Look").click(exists, text, out)
