"""Programs that are started with a list, and data that is parsed as data."""

import ast
import shlex
import subprocess
import sys

import portico as gr

GREETING = compile("'hello'", "greeting", "eval")


def version():
    return subprocess.run([sys.executable, "--version"], capture_output=True, text=True, check=False).stdout


def echo(text):
    done = subprocess.run(["echo", text], capture_output=True, text=True, check=False)
    quoted = subprocess.run("echo " + shlex.quote(text), shell=True, capture_output=True, text=True, check=False)
    return done.stdout + quoted.stdout


def value(text):
    return ast.literal_eval(text)


def greeting():
    return eval(GREETING)


with gr.Blocks() as demo:
    text, out = gr.Textbox(), gr.JSON()
    text.submit(echo, text, text)
    gr.Button("Value").click(value, text, out)
    gr.Button("Version").click(version, None, text)
    gr.Button("Greeting").click(greeting, None, text)
