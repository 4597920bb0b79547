"""A classifier whose model is a resource."""

import portico as gr


class Model:
    def __init__(self, words):
        self.words = words
        self.loaded = True

    def score(self, text):
        found = [self.words.get(word, 0) for word in text.lower().split()]
        return sum(found) / max(len(found), 1)


@gr.resource
def model():
    words = {"good": 1, "bad": -1}
    words["great"] = 2
    return Model(words)


def classify(text):
    score = model().score(text)
    return {"positive": max(score, 0), "negative": max(-score, 0)}


demo = gr.Interface(classify, gr.Textbox(lines=3), gr.Label(), examples=["good", "bad"])
