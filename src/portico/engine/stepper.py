"""Stepper: a blocking iterator that runs in a thread, and its rows, taken on the event loop in batches."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

from portico.engine.executors.ring import tell
from portico.lang.aio import contained

T = TypeVar("T")
AHEAD = 32
"""How many steps a blocking generator may be ahead of what was sent."""


class Stepper(Generic[T]):
    """Hands steps from a thread to the loop, several at a time when the thread is faster, and never too many.

    Each side rings for the other only when the other waits, so that a step of a fast generator costs neither a switch
    of threads nor a lock.

    Args:
        rows: What is stepped through.
        loop: Who takes the rows.
    """

    def __init__(self, rows: Iterator[T], loop: asyncio.AbstractEventLoop) -> None:
        self._rows = rows
        self._loop = loop
        self.ready: deque[T] = deque()
        """What can be taken without waiting."""
        self._gate = threading.Lock()
        self._gate.acquire()
        self._waiting = False
        self._wake = asyncio.Event()
        self._told = False
        self._stopped = False
        self._ended = False
        self._error: BaseException | None = None

    def run(self) -> None:
        """Step until the end, a failure or a stop; runs in the thread."""
        ready = self.ready
        try:
            for row in self._rows:
                ready.append(row)
                if not self._told:
                    # One wake-up is enough for all steps that come before the loop looks.
                    self._told = True
                    tell(self._loop, self._wake.set)
                if len(ready) >= AHEAD:
                    self._pause()
                if self._stopped:
                    break
        except BaseException as error:
            self._error = error
        finally:
            close = getattr(self._rows, "close", None)
            if close is not None:
                try:
                    close()
                except BaseException as error:
                    self._error = self._error or error
            self._ended = True
            tell(self._loop, self._wake.set)

    def _pause(self) -> None:
        # Said before the look: whoever takes the last row after it opens the gate.
        self._waiting = True
        if len(self.ready) >= AHEAD and not self._stopped:
            self._gate.acquire()

    def _open(self) -> None:
        self._waiting = False
        try:
            self._gate.release()
        except RuntimeError:
            # The thread found room by itself, and did not wait: it is open already.
            return

    async def more(self) -> bool:
        """Wait for rows; False at the end. Raises what the iterator raised, once the rows before it were taken."""
        while not self.ready:
            if self._ended and not self.ready:
                if self._error is not None:
                    raise contained(self._error)
                return False
            await self._wake.wait()
            self._wake.clear()
            self._told = False
        return True

    def take(self) -> T:
        """Return the next row, of those that are ready."""
        row = self.ready.popleft()
        if self._waiting and not self.ready:
            self._open()
        return row

    def stop(self) -> None:
        """Let the thread end at its next step."""
        self._stopped = True
        self._open()
