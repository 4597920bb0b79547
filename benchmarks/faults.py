"""`python -m benchmarks.faults [HARM…] [--page FILE]`: do harm to a server, and measure what others notice of it.

Each harm meets a server of its own. All the while another visitor calls a quick function again and again: the table
has the middle and the longest of those round trips, the memory before, at most and after, and what was left.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from benchmarks.__main__ import with_table
from benchmarks.contestants import Contestant
from benchmarks.exchange import Connection
from benchmarks.harm import API, APP, HARMS
from benchmarks.served import Served

ROOT = Path(__file__).parent.parent
SECONDS = 5.0
"""How long a harm lasts that has no end of its own."""


class Neighbour(threading.Thread):
    """Another visitor, who calls a quick function ten times a second.

    Args:
        app: The server.
    """

    def __init__(self, app: Served) -> None:
        super().__init__(daemon=True)
        self.app = app
        self.trips: list[float] = []
        self.failures = 0
        self.memory = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        """Call until it is over."""
        connection: Connection | None = None
        while not self._over.wait(0.1):
            began = time.perf_counter()
            try:
                connection = connection or Connection(self.app.port)
                answer = connection.request("POST", f"{API}/run/quick", b'{"data":["neighbour"]}')
                assert b'"neighbour"' in answer, answer
                self.trips.append((time.perf_counter() - began) * 1e3)
                self.memory = max(self.memory, self.app.memory())
            except (OSError, ValueError, RuntimeError, AssertionError):
                self.failures += 1
                connection = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()


def measure(harm: Callable[[Served, float], str], who: Contestant) -> str:
    """Return one row of the table."""
    with Served(who, APP) as app:
        with Neighbour(app) as neighbour:
            time.sleep(1)
            before = app.memory()
            left = harm(app, SECONDS)
            time.sleep(1)
        after = app.memory()
    kind = (harm.__doc__ or "").rstrip(".")
    trips = f"{statistics.median(neighbour.trips):.1f} | {max(neighbour.trips):.0f} | {neighbour.failures}"
    return f"| {kind} | {trips} | {before:.0f} | {neighbour.memory:.0f} | {after:.0f} | {left} |"


def main() -> int:
    """Do the harms that were asked for, and print or keep the table."""
    parser = argparse.ArgumentParser(prog="benchmarks.faults", description=__doc__)
    parser.add_argument("harms", nargs="*", help=f"default: all of {', '.join(HARMS)}")
    parser.add_argument("--page", type=Path, help="the page whose table is replaced, such as docs/reliability.md")
    chosen = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 20_000), most))
    who = Contestant("Portico", sys.executable, "portico")
    rows = [
        "| what happens | others: median ms | longest ms | failed | MB before | at most | after | what is left |",
        "|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    for name in chosen.harms or HARMS:
        rows.append(measure(HARMS[name], who))
        print(rows[-1], flush=True)
    if chosen.page is not None:
        page = with_table(chosen.page.read_text(encoding="utf-8"), "\n".join(rows) + "\n")
        chosen.page.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
