"""Objects that a handler makes for itself, changed as it likes."""

from collections import Counter, defaultdict, deque

import portico as gr


class Builder:
    separator = " "

    def __init__(self):
        self.words = []
        self.counts = Counter()

    def take(self, text):
        for word in text.split(self.separator):
            self.words.append(word)
            self.counts[word] += 1
        return self

    def build(self):
        return self.separator.join(reversed(self.words))


def reverse(text):
    builder = Builder()
    builder.take(text).take("end")
    builder.separator = "-"
    return builder.build()


def group(text):
    by_length, last = defaultdict(list), deque(maxlen=3)

    def add(word):
        nonlocal longest
        longest = max(longest, len(word))
        by_length[len(word)].append(word)
        last.append(word)

    longest = 0
    for word in text.split():
        add(word)
    return {"longest": longest, "last": list(last), **{str(k): v for k, v in by_length.items()}}


with gr.Blocks() as demo:
    text, out = gr.Textbox(), gr.JSON()
    text.submit(reverse, text, text)
    gr.Button("Group").click(group, text, out)
