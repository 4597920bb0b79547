"""A chat that knows what was said before, and by whom."""

import portico as gr


def answer(message, history, tone, request: gr.Request):
    said = [turn["content"] for turn in history if turn["role"] == "user"]
    words = f"You ({request.headers.get('x-visitor', 'somebody')}) said {message!r}, {tone}, after {said}."
    for end in range(0, len(words), 20):
        yield words[: end + 20]


demo = gr.ChatInterface(answer, additional_inputs=[gr.Dropdown(["kind", "short"], label="Tone")], api_name="answer")
