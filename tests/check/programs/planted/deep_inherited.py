"""Methods of a class and of the one it inherits from."""

import logging

import portico as gr

log = logging.getLogger(__name__)


class Step:
    def __init__(self, words):
        self.words = words

    def run(self):
        self.note(self.words)

    def note(self, words):
        log.info("got %s", words)  # expect: PC131


class Shout(Step):
    def __init__(self, words):
        super().__init__(words.upper())

    def run(self):
        super().run()
        return self.words


def shout(text):
    return Shout(text).run()


demo = gr.Interface(shout, "text", "text")
