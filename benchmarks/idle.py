"""Memory and CPU of a server to which nobody talks."""

from __future__ import annotations

import statistics
import time
from typing import Any

from benchmarks.contestants import Contestant
from benchmarks.exchange import one_event
from benchmarks.served import Served

SECONDS = 10


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return MB after the first event, and CPU ms a second."""
    memory: dict[str, list[float]] = {name: [] for name in who}
    cpu: dict[str, list[float]] = {name: [] for name in who}
    for _ in range(min(rounds, 3)):
        for name, one in who.items():
            with Served(one) as app:
                one_event(app.port, 0)
                memory[name].append(app.memory())
                before = app.cpu()
                time.sleep(SECONDS)
                cpu[name].append((app.cpu() - before) / SECONDS * 1e3)
    return {
        "memory": {name: statistics.median(values) for name, values in memory.items()},
        "idle CPU": {name: min(values) for name, values in cpu.items()},
    }
