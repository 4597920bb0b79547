"""CPU time of the server for one event under 32 clients, and the waiting time of a single client.

One event is what every client does: `queue/join`, then `queue/data` until the stream ends. Beside Portico and Gradio
runs a bare server, which does the same exchange.
"""

from __future__ import annotations

import statistics
import threading
import time
from typing import Any

from benchmarks.bare import bare
from benchmarks.contestants import Contestant
from benchmarks.exchange import Connection
from benchmarks.served import HELLO, Served

CLIENTS = 32
EVENTS = 40
GREET = """
def function(name):
    return "Hello " + name
"""


def load(port: int, clients: int, events: int) -> None:
    """Run events from several clients at once, each on one connection."""

    def client(number: int) -> None:
        connection = Connection(port)
        for n in range(events):
            if b"Hello you" not in connection.event(f"c{number}x{n}", 0, ["you"]):
                raise RuntimeError("An event failed.")

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return CPU µs an event (best round) and the round trip of one client in ms (median)."""
    entrants = {**{name: (one, HELLO) for name, one in who.items()}, "starlette": (who["portico"], bare(GREET))}
    cpu: dict[str, list[float]] = {name: [] for name in entrants}
    trip: dict[str, list[float]] = {name: [] for name in entrants}
    for _ in range(rounds):
        for name, (one, source) in entrants.items():
            with Served(one, source) as app:
                load(app.port, CLIENTS, 5)
                before = app.cpu()
                load(app.port, CLIENTS, EVENTS)
                cpu[name].append((app.cpu() - before) / (CLIENTS * EVENTS) * 1e6)
                connection = Connection(app.port)
                for n in range(40):
                    began = time.perf_counter()
                    connection.event(f"t{n}", 0, ["you"])
                    trip[name].append((time.perf_counter() - began) * 1e3)
    return {
        "CPU per event": {name: min(values) for name, values in cpu.items()},
        "round trip": {name: statistics.median(values) for name, values in trip.items()},
    }
