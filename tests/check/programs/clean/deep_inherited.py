"""Methods of a class and of the one it inherits from, and what they log."""

import logging

import portico as gr

log = logging.getLogger(__name__)


class Step:
    name = "step"

    def __init__(self, words):
        self.words = words
        self.times = 0

    def run(self):
        self.times += 1
        self.note(self.name, self.times, len(self.words))

    def note(self, *facts):
        log.info("did %s", facts)


class Shout(Step):
    name = "shout"

    def __init__(self, words):
        super().__init__(words.upper())

    def run(self):
        super().run()
        return self.words


def shout(text):
    return Shout(text).run()


demo = gr.Interface(shout, "text", "text")
