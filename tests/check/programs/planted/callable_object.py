"""An object that is called."""

import portico as gr


class Counter:
    def __init__(self):
        self.seen = 0

    def __call__(self, text):
        self.seen += 1  # expect: PC105
        return f"{text} ({self.seen})"


demo = gr.Interface(Counter(), "text", "text")
