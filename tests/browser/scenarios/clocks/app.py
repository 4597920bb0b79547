"""What ticks: a value that is read again and again, and a timer that is started and stopped."""

import itertools

import gradio as gr

count = itertools.count(1)
ticks = itertools.count(1)
reads = itertools.count(1)

with gr.Blocks() as demo:
    gr.Number(lambda: next(count), every=0.1, label="Counted")
    timer = gr.Timer(0.1, active=False)
    ticked = gr.Number(0, label="Ticked")
    timer.tick(lambda: next(ticks), None, ticked)
    running = gr.Checkbox(label="Running")
    running.change(lambda on: gr.Timer(active=on), running, timer)

    # Two clocks at once: one that is too slow to be seen ticking until it is changed, one for the opening as well.
    slow = gr.Timer(3600)
    hurried = gr.Number(0, label="Hurried")
    slow.tick(lambda count: count + 1, hurried, hurried)
    pace = gr.Textbox(label="Pace")
    slow.change(lambda seconds: f"every {seconds:g} s", slow, pace)
    gr.Button("Hurry").click(lambda: gr.Timer(0.1), None, slow)
    gr.Button("Take it easy").click(lambda: 3600, None, slow)
    visits = gr.Number(label="Read at the opening and on")
    gr.on([demo.load, gr.Timer(0.1).tick], lambda: next(reads), None, visits)

if __name__ == "__main__":
    demo.launch()
