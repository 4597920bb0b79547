"""The list has another name inside."""

import portico as gr

ROOMS = {"lobby": [], "garden": []}


def say(room, words):
    talk = ROOMS[room]
    talk += [words]  # expect: PC102
    return "\n".join(talk)


with gr.Blocks() as demo:
    room = gr.Radio(list(ROOMS), value="lobby")
    words, shown = gr.Textbox(), gr.Textbox()
    words.submit(say, [room, words], shown)
