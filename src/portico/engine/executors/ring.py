"""What threads have done, on its way to the event loop.

asyncio's own way costs two calls to the system for the ring of each thread, two to hear it, and an object. Where the
system has counters that a loop can wait for, one call does for each side, and all that came meanwhile is taken at once.
"""

from __future__ import annotations

import asyncio
import contextvars
import os
import weakref
from collections import deque
from typing import Any, TypeVar

from portico.lang.aio import contained

T = TypeVar("T")


class Ring:
    """Settles futures for threads.

    Args:
        loop: Whose futures.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._done: deque[tuple[asyncio.Future[Any], Any, BaseException | None]] = deque()
        self._rung = False
        self._bell = _bell(loop, self)

    def settle(self, future: asyncio.Future[T], value: T) -> None:
        """Give a future its value, from any thread, unless its owner was cancelled."""
        self._done.append((future, value, None))
        self._ring()

    def fail(self, future: asyncio.Future[Any], error: BaseException) -> None:
        """Give a future its failure, from any thread."""
        self._done.append((future, None, error))
        self._ring()

    def _ring(self) -> None:
        if self._rung:
            return  # and not taken yet: what was just put there is taken with the rest
        self._rung = True
        bell = self._bell
        if bell is not None:
            os.eventfd_write(bell, 1)
        else:
            tell(self.loop, self.take)

    def hear(self) -> None:
        """Take what there is, and let the bell be silent."""
        assert self._bell is not None
        os.eventfd_read(self._bell)
        self.take()

    def take(self) -> None:
        """Settle all that the threads have done."""
        self._rung = False  # first: who comes now rings again
        while self._done:
            future, value, error = self._done.popleft()
            if future.done():
                continue
            if error is None:
                future.set_result(value)
            else:
                future.set_exception(contained(error))

    def close(self) -> None:
        """Wait for the bell no more; who still works is heard in the loop's own way."""
        bell, self._bell = self._bell, None
        if bell is not None and not self.loop.is_closed():
            self.loop.remove_reader(bell)
            # What was put there until now may have rung the bell that nobody hears any more.
            self.loop.call_soon(self.take)


def _bell(loop: asyncio.AbstractEventLoop, ring: Ring) -> int | None:
    """Return a counter that the loop listens to for a ring; None where there is no such thing."""
    if not hasattr(os, "eventfd"):
        return None
    try:
        bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
    except OSError:
        return None
    # Closed with the last who knows it: a thread may be about to ring, and the number could be another file's by then.
    weakref.finalize(ring, os.close, bell).atexit = False
    try:
        # Not in the context of the call that happens to be the first: it would be kept for as long as there is a ring.
        contextvars.Context().run(loop.add_reader, bell, ring.hear)
    except NotImplementedError:
        return None
    return bell


def tell(loop: asyncio.AbstractEventLoop, fn: Any, *args: Any) -> None:
    """Call a function on the loop's thread; a loop that is gone has nobody to tell."""
    if not loop.is_closed():
        try:
            loop.call_soon_threadsafe(fn, *args)
        except RuntimeError:
            # The loop closed between the two lines.
            return
