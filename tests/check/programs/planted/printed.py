"""What visitors ask stands in the log."""

import portico as gr


def answer(question, history):
    print("asked:", question)  # expect: PC131
    return "I do not know."


demo = gr.ChatInterface(answer)
