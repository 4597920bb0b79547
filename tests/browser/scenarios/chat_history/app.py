"""A chat whose conversations the browser keeps."""

import portico as gr


def answer(message, history):
    return f"{len(history)} before {message}"


demo = gr.ChatInterface(answer, title="Kept", save_history=True, autofocus=False)
demo.launch(quiet=True)
