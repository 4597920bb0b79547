"""Places: tells those who wait where they stand, when that changed, and not more often than it is worth.

Whoever is about to be next hears of each step that a person can follow. Everybody else hears of a new place now and
then: each start of a job moves all that wait behind it, and to tell them all each time would cost as much as there are
waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from portico.engine.eta import Durations
from portico.stores.protocols import Channel, Job, JobQueue, Waiting
from portico.wire.messages import Estimation

NEAR = 3
"""How many of those who are next hear of every step."""

BLINK = 0.25
"""Seconds between two such messages: nobody reads faster than that."""

OFTEN, RARELY = 1.0, 10.0
"""Seconds between two messages to one who waits further back: with few that wait, and with very many."""

A_SECOND = 50
"""About how many such messages a group costs each second, once it has many that wait."""

SLICE = 50
"""How many are told in one go, before the event loop looks at anything else."""


@dataclass(slots=True)
class _Told:
    job: Job
    rank: int


class Places:
    """Where the jobs of this engine stand, as far as their visitors know.

    Args:
        queue: Where the jobs wait.
        channel: Where messages go.
        durations: What the estimates come from.
        rate: Seconds between two looks at a group; None looks more rarely the more wait, and tells the next at once.
        own: Starts a task that the engine keeps.
    """

    def __init__(
        self,
        queue: JobQueue,
        channel: Channel,
        durations: Durations,
        rate: float | None,
        own: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        self._queue = queue
        self._channel = channel
        self._durations = durations
        self._rate = rate
        self._own = own
        self._told: dict[str, _Told] = {}
        self._near: dict[str, asyncio.TimerHandle] = {}
        """Groups whose next ones were told a moment ago."""
        self._stale: set[str] = set()
        """Those of them that moved since."""
        self._far: dict[str, asyncio.TimerHandle] = {}

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        return {"told": len(self._told), "groups told": len(self._near) + len(self._far) + len(self._stale)}

    def joined(self, job: Job, place: Waiting) -> None:
        """Tell a job that it waits; those of the group that it goes before hear of it later."""
        self._told[job.id] = _Told(job, place.rank)
        self._tell(place)
        if place.rank < place.length - 1:
            self._soon(job.group, place.length)

    def gone(self, job: str) -> None:
        """The job waits no more: tell it nothing."""
        self._told.pop(job, None)

    async def moved(self, group: str, left: int) -> None:
        """A job left the group's queue, in which so many remain."""
        if not left:
            return
        if self._rate is not None or left > NEAR:
            self._soon(group, left)
        if self._rate is None:
            if group in self._near:
                self._stale.add(group)
            else:
                self._pause(group)
                await self._tell_next(group)

    def close(self) -> None:
        """Tell nobody anything any more."""
        for timer in (*self._near.values(), *self._far.values()):
            timer.cancel()
        self._near.clear()
        self._far.clear()

    def _pause(self, group: str) -> None:
        # At once, not where the telling begins: until then the group may move again.
        self._near[group] = asyncio.get_running_loop().call_later(BLINK, self._blinked, group)

    async def _tell_next(self, group: str) -> None:
        for place in await self._queue.places(group, NEAR):
            self._tell_change(place)

    def _blinked(self, group: str) -> None:
        del self._near[group]
        if group in self._stale:
            self._stale.discard(group)
            self._pause(group)
            self._own(self._tell_next(group))

    def _soon(self, group: str, waiting: int) -> None:
        if group in self._far:
            return
        seconds = min(max(OFTEN, waiting / A_SECOND), RARELY) if self._rate is None else self._rate
        self._far[group] = asyncio.get_running_loop().call_later(seconds, self._due, group)

    def _due(self, group: str) -> None:
        del self._far[group]
        self._own(self._tell_all(group))

    async def _tell_all(self, group: str) -> None:
        for number, place in enumerate(await self._queue.places(group), 1):
            self._tell_change(place)
            if number % SLICE == 0:
                await asyncio.sleep(0)

    def _tell_change(self, place: Waiting) -> None:
        told = self._told.get(place.job)
        if told is not None and told.rank != place.rank:
            told.rank = place.rank
            self._tell(place)

    def _tell(self, place: Waiting) -> None:
        eta = self._durations.wait(self._told[place.job].job, place)
        self._channel.publish(place.session, [Estimation(place.job, place.rank, place.length, eta)])
