"""Who hears nothing for a while is told so. One timer for all who wait: most of them are rung long before."""

from __future__ import annotations

import asyncio
import contextvars


class Quiet:
    """Those who wait for the same time at most.

    Args:
        seconds: How long nothing may be heard.
    """

    __slots__ = ("_due", "_loop", "_seconds", "_timer")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._due: dict[asyncio.Future[None], float] = {}
        """What they wait for, and until when, soonest first."""
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __len__(self) -> int:
        return len(self._due)

    def begin(self, wake: asyncio.Future[None], loop: asyncio.AbstractEventLoop) -> None:
        """Somebody begins to wait."""
        if self._timer is None or self._loop is not loop:
            if self._loop is not loop:
                self._due.clear()  # of a loop that is no more
            self._loop = loop
            # Each timer makes the next: in the first reader's context, that would be kept with all of them.
            self._timer = loop.call_later(self._seconds, self._look, loop, context=contextvars.Context())
        self._due[wake] = loop.time() + self._seconds

    def end(self, wake: asyncio.Future[None]) -> None:
        """Somebody waits no more."""
        self._due.pop(wake, None)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        now = loop.time()
        while self._due:
            wake, due = next(iter(self._due.items()))
            if due > now:
                self._timer = loop.call_at(due, self._look, loop)
                return
            del self._due[wake]
            if not wake.done():
                wake.set_result(None)
