"""Seconds from the start of the process to the first answered event."""

from __future__ import annotations

import statistics
import time
from typing import Any

from benchmarks.contestants import Contestant
from benchmarks.exchange import one_event
from benchmarks.served import Served


def measure(who: dict[str, Contestant], rounds: int) -> dict[str, Any]:
    """Return the median, in seconds."""
    times: dict[str, list[float]] = {name: [] for name in who}
    for _ in range(rounds):
        for name, one in who.items():
            with Served(one) as app:
                one_event(app.port, 0)
                times[name].append(time.perf_counter() - app.began)
    return {"first event": {name: statistics.median(values) for name, values in times.items()}}
