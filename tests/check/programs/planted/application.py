"""An application in a class: some of it is loaded once, the rest is everybody's."""

import asyncio
import threading

import numpy as np
import pandas as pd

import portico as gr

TABLE = pd.DataFrame({"a": [1]})
FIELD = np.zeros(3)


def fill(number):
    FIELD.fill(number)  # expect: PC102


class App:
    users = {}

    def __init__(self):
        self.model = None
        self.cache = {}
        self.lock = threading.Lock()
        self.demo = self.build()

    def load(self):
        with self.lock:
            if self.model is None:
                self.model = object()
        return self.model

    def predict(self, text):
        self.load()
        self.cache["last"] = text  # expect: PC105
        self.users[text] = 1  # expect: PC106
        return text

    async def note(self, number):
        await asyncio.to_thread(fill, number)
        table = TABLE
        table.loc[len(table)] = [number]  # expect: PC102
        return table

    def build(self):
        with gr.Blocks() as made:
            text, number, out = gr.Textbox(), gr.Number(), gr.Dataframe()
            text.submit(self.predict, text, text)
            text.change(lambda given: self.predict(given), text, text)
            number.submit(self.note, number, out)
        return made


demo = App().demo
