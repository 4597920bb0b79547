"""A list of the module."""

import portico as gr

history = []


def chat(message, turns):
    history.append(message)  # expect: PC102
    return f"{len(history)} messages"


demo = gr.ChatInterface(chat)
