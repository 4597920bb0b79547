"""A chat that streams, waits where it is told to, fails where it is asked to, and counts its answers."""

import itertools
import threading

import portico as gr

GO = threading.Event()
COUNT = itertools.count(1)
CODE = "Try this:\n\n```python\nprint(1)\n```\n\nand **that**."


def answer(message, history):
    said = [one["content"][0]["text"] for one in history if one["role"] == "user"]
    if message == "fail":
        raise gr.Error("I cannot answer this.")
    if message == "code":
        yield CODE
    elif message == "wait":
        GO.clear()
        while not GO.wait(0.05):  # between two steps it can be stopped
            yield "Waiting"
        yield "Waiting no more"
    elif message == "long":
        GO.clear()
        yield "\n\n".join(f"Line {n}" for n in range(40))
        GO.wait(20)
        yield "\n\n".join(f"Line {n}" for n in range(60))
    elif message == "choose":
        thought = gr.ChatMessage("Two ways", metadata={"title": "Looking", "status": "done", "duration": 1.5})
        options = [{"value": "left"}, {"value": "right", "label": "The right one"}]
        yield [thought, gr.ChatMessage("Which?", options=options)]
    else:
        text = f"Answer {next(COUNT)} to {message} after {len(said)}"
        for end in range(4, len(text) + 4, 4):
            yield text[:end]


with gr.Blocks(title="Chat", fill_height=True) as demo:
    chat = gr.ChatInterface(
        answer,
        chatbot=gr.Chatbot(label="Talk", height=380, placeholder="Ask **anything**", render=False),
        title="Talk",
        examples=["hello", "code"],
        editable=True,
        flagging_mode="manual",
        flagging_options=["Like", "Dislike", "Rude"],
    )
    held = gr.Textbox(label="Held")
    gr.Button("Look").click(lambda messages: str(len(messages)), chat.chatbot_value, held)
    gr.Button("Set").click(lambda: [{"role": "assistant", "content": "Set from outside"}], None, chat.chatbot_value)
    gr.Button("Go").click(lambda: GO.set(), None, None)

demo.launch(quiet=True)
