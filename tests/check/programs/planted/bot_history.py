"""A bot whose history is its own, and so everybody's."""

import portico as gr


class Bot:
    def __init__(self, name):
        self.name = name
        self.turns = []

    def reply(self, message, history):
        self._note(message)
        return f"{self.name} heard {len(self.turns)} things"

    def _note(self, message):
        self.turns.append(message)  # expect: PC105


demo = gr.ChatInterface(Bot("Ada").reply)
