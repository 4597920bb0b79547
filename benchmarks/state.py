"""CPU time of the server for one event of a session that keeps 1 MB: where the function leaves it alone, and takes it.

The value is a list of 1,000 texts of 1,000 characters. Each event belongs to the same session, which read the value
once before, so that only the event itself counts.
"""

from __future__ import annotations

from typing import Any

from benchmarks.contestants import Contestant
from benchmarks.exchange import Connection
from benchmarks.served import Served

EVENTS = 200
KEPT = """
import {module} as gr

def fill(name):
    return ["x" * 999 + str(n % 10) for n in range(1_000)]

def aside(name):
    return "Hello " + name

def taken(name, kept):
    assert len(kept) == 1_000
    return "Hello " + name

def given(name, kept):
    kept[0] = name
    return "Hello " + name, kept

with gr.Blocks() as demo:
    name, out, kept = gr.Textbox(), gr.Textbox(), gr.State([])
    gr.Button().click(fill, name, kept)
    gr.Button().click(aside, name, out)
    gr.Button().click(taken, [name, kept], out)
    gr.Button().click(given, [name, kept], [out, kept])

demo.launch(server_port={port}, quiet=True)
"""
PARTS: dict[str, tuple[int, list[object]]] = {
    "left alone": (1, ["you"]),
    "taken": (2, ["you", None]),
    "taken and given": (3, ["you", None]),
}


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return CPU µs an event (best round)."""
    cpu: dict[str, dict[str, list[float]]] = {part: {name: [] for name in who} for part in PARTS}
    for _ in range(min(rounds, 3)):
        for name, one in who.items():
            with Served(one, KEPT) as app:
                connection = Connection(app.port)
                connection.event("keeper", 0, ["you"])
                for part, (fn, data) in PARTS.items():
                    run(connection, fn, data, 5)
                    before = app.cpu()
                    run(connection, fn, data, EVENTS)
                    cpu[part][name].append((app.cpu() - before) / EVENTS * 1e6)
    return {part: {name: min(values) for name, values in found.items()} for part, found in cpu.items()}


def run(connection: Connection, fn: int, data: list[object], events: int) -> None:
    """Run events in the session that keeps the value."""
    for _ in range(events):
        if b"Hello you" not in connection.event("keeper", fn, data):
            raise RuntimeError("An event failed.")
