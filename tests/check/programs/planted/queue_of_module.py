"""Work of all visitors in one queue, results in one list."""

import queue

import portico as gr

waiting = queue.Queue()


def submit(text):
    waiting.put(text)  # expect: PC102
    return waiting.qsize()


demo = gr.Interface(submit, "text", "number")
