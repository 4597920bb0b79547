"""Departures: what becomes of the jobs of a visitor who left, when the time to come back is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from portico.stores.protocols import Channel, Job


class Departures:
    """One timer for each session that left; leaving again starts it anew.

    Args:
        grace: Seconds in which a visitor may come back, and nothing was.
        channel: Knows whether a visitor came back.
        jobs: Returns what a session has unfinished.
        cancel: Cancels a job.
    """

    def __init__(
        self, grace: float, channel: Channel, jobs: Callable[[str], list[Job]], cancel: Callable[[Job], object]
    ) -> None:
        self._grace = grace
        self._channel = channel
        self._jobs = jobs
        self._cancel = cancel
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def __len__(self) -> int:
        return len(self._timers)

    def left(self, session: str) -> None:
        """The session's last reader is gone."""
        self._start(session, self._grace, 0.0)

    def close(self) -> None:
        """Look after nobody any more."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _start(self, session: str, seconds: float, waited: float) -> None:
        known = self._timers.pop(session, None)
        if known is not None:
            known.cancel()
        loop = asyncio.get_running_loop()
        self._timers[session] = loop.call_later(seconds, self._over, session, waited)

    def _over(self, session: str, waited: float) -> None:
        """So many seconds ago the grace ended: cancel the jobs that are kept for no longer than that."""
        del self._timers[session]
        jobs = self._jobs(session)
        if not jobs or self._channel.watched(session):
            return
        staying = [job for job in jobs if job.kept is None or job.kept > waited]
        for job in jobs:
            if job not in staying:
                self._cancel(job)
        if not staying:
            self._channel.close(session)
        later = min((job.kept for job in staying if job.kept is not None), default=None)
        if later is not None:
            self._start(session, later - waited, later)
