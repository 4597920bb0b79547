"""A State that tells the module when it is forgotten, and a room that all share."""

import portico as gr


class Room:
    def __init__(self):
        self.talk = []

    def say(self, words):
        self.talk.append(words)  # expect: PC102


ROOMS = {"lobby": Room(), "garden": Room()}
gone = []


def left(name):
    gone.append(name)  # expect: PC102


def rooms():
    return ROOMS


def say(room, words, name):
    rooms()[room].say(words)
    rooms()[room].talk.pop()  # expect: PC102
    return name or words


with gr.Blocks() as demo:
    name = gr.State("", delete_callback=left)
    room, words = gr.Radio(list(ROOMS)), gr.Textbox()
    words.submit(say, [room, words, name], name)
