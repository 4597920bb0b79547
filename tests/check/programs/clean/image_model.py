"""A network whose options are set for each call, and seeds."""

import os
import random
import sqlite3
import tempfile

import numpy as np

import portico as gr

MAX_SEED = 2**31 - 1
DATABASE = os.path.join(tempfile.gettempdir(), "seeds.db")


class Network:
    def __init__(self):
        self.weights = np.ones((8, 8))

    def __call__(self, prompt, seed, size):
        generator = np.random.default_rng(seed)
        picture = generator.integers(0, 255, (size, size, 3), dtype=np.uint8)
        picture[:2] = 0
        kernel = self.weights[:2, :2] * len(prompt)
        kernel[0, 0] = 1
        return picture


network = Network()


def generate(prompt, seed, randomise, size, progress=gr.Progress(track_tqdm=True)):
    if randomise:
        seed = random.randint(0, MAX_SEED)
    random.seed(seed)
    np.random.seed(int(seed) % 1000)
    with sqlite3.connect(DATABASE) as database:
        database.execute("create table if not exists seeds (seed integer)")
        database.execute("insert into seeds values (?)", (seed,))
    return network(prompt, int(seed), int(size)), seed


with gr.Blocks() as demo:
    prompt, seed = gr.Textbox(), gr.Slider(0, MAX_SEED, 0)
    randomise, size, out = gr.Checkbox(True), gr.Slider(32, 256, 64), gr.Image()
    gr.on([prompt.submit, gr.Button("Go").click], generate, [prompt, seed, randomise, size], [out, seed])
