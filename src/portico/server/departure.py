"""Notices that the client of a stream left.

Portico's own HTTP server says so at once. Any other is asked, which takes a task, for streams that do not end soon.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

PATIENCE = 0.25
"""Seconds before somebody listens for the disconnect: most streams are over by then, and need no task for it."""


class Departure:
    """Cancels the task that made it when the client leaves.

    Args:
        receive: ASGI's receive.
        reads_jobs: Whether the stream tells of jobs, and so has a last word to say when the server stops.
    """

    __slots__ = ("_listening", "_receive", "_when_gone", "ended", "reads_jobs", "task")

    def __init__(self, receive: Callable[[], Awaitable[MutableMapping[str, Any]]], reads_jobs: bool) -> None:
        task = asyncio.current_task()
        assert task is not None, "a stream runs in a task"
        self.task = task
        self.reads_jobs = reads_jobs
        self.ended = False
        self._receive = receive
        self._listening: asyncio.Task[None] | None = None
        # What Portico's own server answers with (`cycle`); another server's is a function that tells nothing by itself.
        self._when_gone: Callable[[Callable[[], None] | None], None] | None
        self._when_gone = getattr(getattr(receive, "__self__", None), "when_gone", None)
        if self._when_gone is not None:
            self._when_gone(self.end)

    @property
    def told(self) -> bool:
        """Whether the server tells of the disconnect by itself."""
        return self._when_gone is not None

    def listen(self) -> None:
        """Wait for the disconnect from now on."""
        if self._listening is None and not self.told:
            self._listening = asyncio.get_running_loop().create_task(self._listen())

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            # What is left of the request's body comes first.
            continue
        self.end()

    def end(self) -> None:
        """Stop the stream's task at the point where it waits."""
        if not self.ended:
            self.ended = True
            self.task.cancel()

    def close(self) -> None:
        """Listen no more: the stream ended by itself, or was ended."""
        if self._when_gone is not None:
            self._when_gone(None)
        if self._listening is not None:
            self._listening.cancel()

    def swallow(self) -> bool:
        """Whether a cancellation that just arrived is this one's own; the task then goes on to clean up."""
        if not self.ended:
            return False
        self.task.uncancel()
        return True


class Streams:
    """The streams that are open now. One timer for all of them finds those that are worth listening to."""

    def __init__(self) -> None:
        self._open: dict[Departure, str] = {}
        self._reading: dict[str, Departure] = {}
        self._looking = False

    def __iter__(self) -> Iterator[Departure]:
        return iter(list(self._open))

    def add(self, departure: Departure, session: str = "") -> None:
        """A stream began; of a session, where it tells of its jobs."""
        self._open[departure] = session
        if session:
            self._reading[session] = departure
        if not self._looking and not departure.told:
            self._looking = True
            asyncio.get_running_loop().call_later(PATIENCE, self._look)

    def remove(self, departure: Departure) -> None:
        """A stream ended."""
        session = self._open.pop(departure, "")
        if self._reading.get(session) is departure:
            del self._reading[session]
        departure.close()

    def look(self, session: str) -> None:
        """Look now whether a session's reader has gone: it begins something whose messages another one will ask for."""
        if (departure := self._reading.get(session)) is not None:
            departure.listen()

    def _look(self) -> None:
        self._looking = False
        for departure in self._open:
            departure.listen()
