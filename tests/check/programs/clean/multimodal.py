"""A chat whose messages come with files, and objects of classes with defaults."""

from dataclasses import dataclass, field
from pathlib import Path

import portico as gr


class Buffer:
    parts = []
    limit = 3

    def __init__(self):
        self.parts = []
        self.limit += 1

    def add(self, part):
        self.parts.append(part)
        self.parts[0] += "!"
        return len(self.parts) < self.limit


@dataclass
class Turn:
    words: list = field(default_factory=list)
    seen: int = 0

    def take(self, word):
        self.words.append(word)
        self.seen += 1


def answer(message, history):
    buffer, turn = Buffer(), Turn()
    for file in message["files"]:
        buffer.add(Path(file).read_text())
    for one in history:
        if isinstance(one["content"], dict):
            with open(one["content"]["path"]) as opened:
                turn.take(opened.read())
    turn.take(message["text"])
    return f"{len(buffer.parts)} files, {turn.seen} turns"


demo = gr.ChatInterface(answer)
