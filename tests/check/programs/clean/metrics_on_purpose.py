"""Counters that everybody shares, on purpose, and says so."""

import queue
import threading
from collections import Counter

import portico as gr

calls = gr.shared(Counter())
total = gr.shared(0)
events = gr.shared(queue.Queue())
lock = threading.Lock()


class Service:
    def __init__(self):
        self.served = gr.shared([])

    def run(self, size):
        self.served.append(size)
        return len(self.served)


service = Service()


def work(size, seen=gr.shared([])):
    global total
    with lock:
        total += 1
        calls["work"] += 1
    events.put("work")
    seen.append(1)
    return service.run(size)


demo = gr.Interface(work, "number", "number")
