"""A wrapper around a model that keeps what it was asked."""

import portico as gr


class Classifier:
    def __init__(self):
        self.last = None

    def predict(self, text):
        self.last = text  # expect: PC105
        return {"long": float(len(text) > 20), "short": float(len(text) <= 20)}


demo = gr.Interface(Classifier().predict, "text", "label")
