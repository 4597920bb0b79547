"""What a server counts, as Prometheus reads it: the text format 0.0.4.

All of it is made when somebody asks. Names of endpoints are the program's own; nothing that visitors sent is among it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path

from portico.engine.meter import Histogram, Meter
from portico.server.site import Site

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", '"': '\\"'})
DESCRIPTORS = Path("/proc/self/fd")
PAGES = Path("/proc/self/statm")

GAUGES: dict[str, tuple[str, dict[str, str]]] = {
    "waiting": ("portico_queue_length", {}),
    "jobs": ("portico_events_in_progress", {}),
    "sessions": ("portico_sessions", {}),
    "present": ("portico_visitors", {}),
    "streams": ("portico_open_streams", {"kind": "events"}),
    "sockets": ("portico_open_streams", {"kind": "socket"}),
    "bytes": ("portico_held_bytes", {"what": "queue"}),
    "file bytes": ("portico_held_bytes", {"what": "files"}),
}
"""Which of the sizes that the server's parts tell have a name of their own; the others are `portico_kept`."""
HELP = {
    "portico_queue_length": "Calls that wait.",
    "portico_events_in_progress": "Calls that wait or run.",
    "portico_sessions": "Sessions that have values.",
    "portico_visitors": "Pages that are open.",
    "portico_open_streams": "Connections on which visitors are told what happens.",
    "portico_held_bytes": "Bytes of inputs that wait, and of visitors' files on the disk.",
    "portico_kept": "Entries of each list that the server keeps; none grows for ever.",
}


class Text:
    """Samples, written family by family."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def family(self, name: str, kind: str, told: str) -> None:
        """Begin a family.

        Args:
            name: Its name.
            kind: `counter`, `gauge` or `histogram`.
            told: What it is.
        """
        self._lines += [f"# HELP {name} {told}", f"# TYPE {name} {kind}"]

    def sample(self, name: str, value: float, labels: Mapping[str, str]) -> None:
        """Write a value."""
        inner = ",".join(f'{key}="{text.translate(ESCAPES)}"' for key, text in labels.items())
        self._lines.append(f"{name}{f'{{{inner}}}' if inner else ''} {value!r}")

    def histogram(self, name: str, values: Histogram, labels: Mapping[str, str]) -> None:
        """Write the buckets, the sum and the number of a histogram."""
        bounds = [*map(str, values.bounds), "+Inf"]
        running = list(accumulate(values.counts))
        for bound, number in zip(bounds, running, strict=True):
            self.sample(f"{name}_bucket", number, {**labels, "le": bound})
        self.sample(f"{name}_sum", values.total, labels)
        self.sample(f"{name}_count", running[-1], labels)

    def __str__(self) -> str:
        return "\n".join([*self._lines, ""])


def exposition(site: Site, meter: Meter, lag: float) -> str:
    """Return everything that is counted.

    Args:
        site: The server.
        meter: What counted its calls.
        lag: Seconds by which the event loop is late now.
    """
    text = Text()
    calls(text, meter)
    kept(text, site.sizes())
    text.family("portico_event_loop_lag_seconds", "histogram", "How late the event loop was while there was work.")
    text.histogram("portico_event_loop_lag_seconds", meter.lag, {})
    text.family("portico_event_loop_lag_now_seconds", "gauge", "How late the event loop is at this moment.")
    text.sample("portico_event_loop_lag_now_seconds", lag, {})
    for name, kind, told, value in process():
        text.family(name, kind, told)
        text.sample(name, value, {})
    return str(text)


def calls(text: Text, meter: Meter) -> None:
    """Write what became of calls, by endpoint."""
    endpoints = sorted(meter.endpoints.items())
    text.family("portico_events_total", "counter", "Calls that ended, by endpoint and outcome.")
    for name, endpoint in endpoints:
        for outcome, number in endpoint.ends.items():
            text.sample("portico_events_total", number, {"endpoint": name, "outcome": outcome})
    text.family("portico_event_wait_seconds", "histogram", "How long calls waited in the queue.")
    for name, endpoint in endpoints:
        text.histogram("portico_event_wait_seconds", endpoint.waited, {"endpoint": name})
    text.family("portico_event_run_seconds", "histogram", "How long calls ran.")
    for name, endpoint in endpoints:
        text.histogram("portico_event_run_seconds", endpoint.ran, {"endpoint": name})


def kept(text: Text, sizes: Mapping[str, int]) -> None:
    """Write how much is kept now, by what."""
    families: dict[str, list[tuple[dict[str, str], int]]] = {}
    for what, number in sizes.items():
        name, labels = GAUGES.get(what, ("portico_kept", {"what": what}))
        families.setdefault(name, []).append((labels, number))
    for name, samples in families.items():
        text.family(name, "gauge", HELP[name])
        for labels, number in samples:
            text.sample(name, number, labels)


def process() -> Iterator[tuple[str, str, str, float]]:
    """Yield what the system says of this process, where it says so: name, kind, what it is, and the value."""
    times = os.times()
    yield "process_cpu_seconds_total", "counter", "CPU seconds that the process used.", times.user + times.system
    if sys.platform == "linux":
        resident = int(PAGES.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        yield "process_resident_memory_bytes", "gauge", "Bytes of memory that the process uses.", resident
        yield "process_open_fds", "gauge", "Files and connections that are open.", len(list(DESCRIPTORS.iterdir()))
