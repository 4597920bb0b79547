"""The meter: how many calls ended how, how long they waited and ran, and how late the event loop was.

Counting is a few additions on the event loop's thread. Everything else waits until somebody asks, and nothing here
wakes a server that has no work.
"""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Literal

Outcome = Literal["done", "failed", "cancelled", "refused"]
OUTCOMES: tuple[Outcome, ...] = ("done", "failed", "cancelled", "refused")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
"""Upper ends of the buckets that waits and runs fall into."""
LAGS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)
MOST = 500
"""Endpoints that are counted each by itself: functions that are rendered anew may have any number of names."""
OTHERS = "others"
EVERY = 0.25
"""Seconds between two looks how late the loop is, while there is work."""


class Histogram:
    """How many times something took how long.

    Args:
        bounds: Upper ends of the buckets, in seconds.
    """

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """Count one time."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds


class Endpoint:
    """What is known of the calls of one endpoint."""

    __slots__ = ("ends", "ran", "waited")

    def __init__(self) -> None:
        self.ends: dict[Outcome, int] = dict.fromkeys(OUTCOMES, 0)
        self.waited = Histogram(SECONDS)
        self.ran = Histogram(SECONDS)


class Meter:
    """Counts the calls of one engine.

    Args:
        clock: Says what time it is, in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.endpoints: dict[str, Endpoint] = {}
        self.lag = Histogram(LAGS)
        self.busy: Callable[[], bool] = lambda: False
        """Whether anything waits or runs."""
        self._clock = clock
        self.look: asyncio.TimerHandle | None = None
        """The next look at the loop."""
        self._counted = False

    def ended(self, name: str, outcome: Outcome, queued: float, began: float) -> None:
        """Count the end of a call that waited in the queue.

        Args:
            name: The endpoint.
            outcome: How it ended.
            queued: When it was asked for, by the clock.
            began: When it was taken out of the queue; 0 where it never was.
        """
        endpoint = self.endpoints.get(name) or self._new(name)
        endpoint.ends[outcome] += 1
        now = self._clock()
        endpoint.waited.add((began or now) - queued)
        if began:
            endpoint.ran.add(now - began)
        self._counted = True
        if self.look is None:
            self.watch()

    def ran(self, name: str, outcome: Outcome, began: float) -> None:
        """Count the end of a call that waited for nothing.

        Args:
            name: The endpoint.
            outcome: How it ended.
            began: When its function began, by the clock; 0 where it never did.
        """
        endpoint = self.endpoints.get(name) or self._new(name)
        endpoint.ends[outcome] += 1
        if began:
            endpoint.ran.add(self._clock() - began)
        self._counted = True
        if self.look is None:
            self.watch()

    def _new(self, name: str) -> Endpoint:
        return self.endpoints.setdefault(name if len(self.endpoints) < MOST else OTHERS, Endpoint())

    def watch(self) -> None:
        """Look how late the loop is, now and then, until there is no more work."""
        if self.look is None:
            loop = asyncio.get_running_loop()
            self.look = loop.call_later(EVERY, self._looked, loop.time() + EVERY)

    def _looked(self, due: float) -> None:
        self.look = None
        # A timer may be early by the clock's resolution.
        self.lag.add(max(0.0, asyncio.get_running_loop().time() - due))
        worked, self._counted = self._counted, False
        if worked or self.busy():
            self.watch()

    def close(self) -> None:
        """Look no more."""
        if self.look is not None:
            self.look.cancel()
            self.look = None


async def lag() -> float:
    """Return how many seconds late the loop is now: how long something waits that could be done at once."""
    loop = asyncio.get_running_loop()
    turn: asyncio.Future[float] = loop.create_future()
    asked = time.perf_counter()
    loop.call_soon(lambda: turn.set_result(time.perf_counter() - asked))
    return await turn
