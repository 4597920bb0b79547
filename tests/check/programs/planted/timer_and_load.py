"""Handlers that no click starts."""

import portico as gr

visits = 0
ticks = []


def opened():
    global visits
    visits += 1  # expect: PC101
    return visits


def tick():
    ticks.append(len(ticks))  # expect: PC102
    return len(ticks)


with gr.Blocks() as demo:
    shown, ticking = gr.Number(), gr.Number()
    demo.load(opened, None, shown)
    gr.Timer(1).tick(tick, None, ticking)
