"""The function that a thread runs changes the list."""

import threading

import portico as gr

results = []


def work(text):
    results.append(text.upper())  # expect: PC102


def start(text):
    thread = threading.Thread(target=work, args=(text,))
    thread.start()
    thread.join()
    return results[-1]


demo = gr.Interface(start, "text", "text")
