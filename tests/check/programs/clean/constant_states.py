"""States that hold constants for their handlers."""

import portico as gr


def greet(language, name):
    words = {"en": "Hello", "de": "Hallo"}
    return f"{words[language]} {name}"


with gr.Blocks() as demo:
    name, shown = gr.Textbox(), gr.Textbox()
    for language in ("en", "de"):
        gr.Button(language).click(greet, [gr.State(language), name], shown)
