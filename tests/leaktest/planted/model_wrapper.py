"""A model's wrapper remembers the prompt on itself between two steps, and all visitors share the wrapper."""

import time

import portico as gr


class Model:
    """Repeats in capitals, after having thought."""

    def __init__(self):
        self.prompt = ""

    def generate(self, prompt):
        self.prompt = prompt or self.prompt
        time.sleep(0.01)
        return self.prompt.upper()


model = Model()
demo = gr.Interface(model.generate, "text", "text", flagging_mode="never", api_name="generate")
