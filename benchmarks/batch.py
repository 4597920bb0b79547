"""CPU time of the server for one event of a function that runs in batches of 32, under 128 clients.

4,000 events a second on one core are 250 µs of CPU for each. The bare server beside them knows no batches: it runs the
function for each event.
"""

from __future__ import annotations

from typing import Any

from benchmarks.bare import bare
from benchmarks.contestants import Contestant
from benchmarks.queue import GREET, load
from benchmarks.served import Served

CLIENTS = 128
EVENTS = 10
BATCHED = """
import {module} as gr

def greet(names):
    return [["Hello " + name for name in names]]

with gr.Blocks() as demo:
    name = gr.Textbox()
    gr.Button().click(greet, name, gr.Textbox(), batch=True, max_batch_size=32)

demo.launch(server_port={port}, quiet=True)
"""


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return CPU µs an event (best round) and the events that one core could run in a second."""
    entrants = {**{name: (one, BATCHED) for name, one in who.items()}, "starlette": (who["portico"], bare(GREET))}
    cpu: dict[str, list[float]] = {name: [] for name in entrants}
    for _ in range(min(rounds, 3)):
        for name, (one, source) in entrants.items():
            with Served(one, source) as app:
                load(app.port, CLIENTS, 2)
                before = app.cpu()
                load(app.port, CLIENTS, EVENTS)
                cpu[name].append((app.cpu() - before) / (CLIENTS * EVENTS) * 1e6)
    best = {name: min(values) for name, values in cpu.items()}
    return {"CPU per event": best, "events a core and second": {name: 1e6 / value for name, value in best.items()}}
