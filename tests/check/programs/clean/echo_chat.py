"""A chat that answers in pieces."""

import random

import portico as gr

ANSWERS = ["Yes.", "No.", "Ask me tomorrow."]


def answer(message, history):
    said = [turn["content"] for turn in history if turn["role"] == "user"]
    said.append(message)
    reply = random.choice(ANSWERS)
    for end in range(len(reply)):
        yield reply[: end + 1]


demo = gr.ChatInterface(answer, title="Oracle")
