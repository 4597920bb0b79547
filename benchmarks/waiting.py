"""What waiting costs: 200 visitors behind one place, and how near a queue of one place comes to its ideal.

The first figures are the messages and the CPU time of one event while 200 visitors wait for a function that takes
10 ms, and its CPU time where the visitor is alone, which is what a server that sleeps between two requests costs
anyway; the last is how many events a second come out of that one place with 16 clients, of the 100 that would be ideal.
As everywhere, `queue/join` and `queue/data` are all that a client does. The bare server beside them keeps its one place
with a semaphore, and tells nobody how long they wait.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from benchmarks.bare import bare
from benchmarks.contestants import Contestant
from benchmarks.exchange import Connection
from benchmarks.served import Served

WAITING = 200
EACH = 3
ALONE = 100
CLIENTS = 16
EVENTS = 12
SLOW = """
import time
import {module} as gr

def slow(name):
    time.sleep(0.01)
    return "Hello " + name

with gr.Blocks() as demo:
    name = gr.Textbox()
    gr.Button().click(slow, name, gr.Textbox(), concurrency_limit=1)

demo.launch(server_port={port}, quiet=True)
"""
BARE = bare(
    """
def function(name):
    time.sleep(0.01)
    return "Hello " + name
""",
    limit=1,
)


def load(port: int, clients: int, events: int) -> int:
    """Run events from several clients at once, each in a session of its own; return how many messages came."""
    counts = [0] * clients

    def client(number: int) -> None:
        connection = Connection(port)
        for n in range(events):
            answer = connection.event(f"w{number}x{n}", 0, ["you"])
            if b"Hello you" not in answer:
                raise RuntimeError(f"An event failed: {answer[-300:]!r}")
            counts[number] += answer.count(b'"msg"')

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return messages and CPU µs an event, with many that wait and alone (best round), and events a second."""
    entrants = {**{name: (one, SLOW) for name, one in who.items()}, "starlette": (who["portico"], BARE)}
    messages: dict[str, list[float]] = {name: [] for name in entrants}
    cpu: dict[str, list[float]] = {name: [] for name in entrants}
    rate: dict[str, list[float]] = {name: [] for name in entrants}
    alone: dict[str, list[float]] = {name: [] for name in entrants}
    for _ in range(min(rounds, 3)):
        for name, (one, source) in entrants.items():
            with Served(one, source) as app:
                load(app.port, 1, 5)
                before = app.cpu()
                load(app.port, 1, ALONE)
                alone[name].append((app.cpu() - before) / ALONE * 1e6)
                before = app.cpu()
                came = load(app.port, WAITING, EACH)
                cpu[name].append((app.cpu() - before) / (WAITING * EACH) * 1e6)
                messages[name].append(came / (WAITING * EACH))
                began = time.perf_counter()
                load(app.port, CLIENTS, EVENTS)
                rate[name].append(CLIENTS * EVENTS / (time.perf_counter() - began))
    return {
        "CPU per event": {name: min(values) for name, values in cpu.items()},
        "CPU per event, alone": {name: min(values) for name, values in alone.items()},
        "messages per event": {name: min(values) for name, values in messages.items()},
        "events a second": {name: max(values) for name, values in rate.items()},
    }
