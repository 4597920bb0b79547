"""A chat with a persona and a length, and a prompt that is built of both."""

import portico as gr

PERSONAS = {"pirate": "You speak like a pirate.", "poet": "You speak in verse."}
SYSTEM = {"role": "system", "content": ""}


def build_prompt(persona, history, message):
    messages = [{**SYSTEM, "content": PERSONAS[persona]}]
    for turn in history:
        messages.append({"role": turn["role"], "content": turn["content"]})
    messages.append({"role": "user", "content": message})
    return messages


def answer(message, history, persona, length):
    messages = build_prompt(persona, history, message)
    words = " ".join(str(one["content"]) for one in messages).split()
    return " ".join(words[: int(length)])


demo = gr.ChatInterface(answer, additional_inputs=[gr.Dropdown(list(PERSONAS), value="poet"), gr.Slider(1, 50, 10)])
