"""One visitor's button stops what all others run."""

import threading

import portico as gr

stop = threading.Event()


def run(steps):
    stop.clear()  # expect: PC102
    for step in range(int(steps)):
        if stop.is_set():
            break
        yield step


def halt():
    stop.set()  # expect: PC102


with gr.Blocks() as demo:
    steps, shown = gr.Number(10), gr.Number()
    gr.Button("Run").click(run, steps, shown)
    gr.Button("Stop").click(halt)
