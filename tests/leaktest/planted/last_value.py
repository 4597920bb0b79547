"""The last visitor's question is kept in a module global, and the next visitor is shown it."""

import portico as gr

last = "nobody"


def ask(question):
    global last
    before, last = last, question
    return f"You asked {question!r}; the one before you asked {before!r}."


with gr.Blocks() as demo:
    question, answer = gr.Textbox(label="Question"), gr.Textbox(label="Answer")
    gr.Button("Ask").click(ask, question, answer, api_name="ask")
