"""What ticks: a value that is read again and again, and a timer that is started and stopped."""

import itertools

import gradio as gr

count = itertools.count(1)
ticks = itertools.count(1)

with gr.Blocks() as demo:
    gr.Number(lambda: next(count), every=0.1, label="Counted")
    timer = gr.Timer(0.1, active=False)
    ticked = gr.Number(0, label="Ticked")
    timer.tick(lambda: next(ticks), None, ticked)
    running = gr.Checkbox(label="Running")
    running.change(lambda on: gr.Timer(active=on), running, timer)

if __name__ == "__main__":
    demo.launch()
