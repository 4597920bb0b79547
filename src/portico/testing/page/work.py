"""What is under way on a simulated page, action by action: an action is over when all that it started is."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar


class Work:
    """Counts what an action started; who waits is told when nothing of it is under way any more.

    Args:
        whole: All that is under way on the page; None for that itself.
    """

    def __init__(self, whole: Work | None = None) -> None:
        self.errors: list[BaseException] = []
        """What could not be done here, and is told to the test."""
        self._whole = whole
        self._count = 0
        self._rest = asyncio.Event()
        self._rest.set()

    def begin(self) -> None:
        """Something is under way."""
        self._count += 1
        self._rest.clear()
        if self._whole is not None:
            self._whole.begin()

    def end(self) -> None:
        """It is over, and what follows it is under way already."""
        self._count -= 1
        if not self._count:
            self._rest.set()
        if self._whole is not None:
            self._whole.end()

    def fail(self, error: BaseException) -> None:
        """Keep what could not be done."""
        self.errors.append(error)
        if self._whole is not None:
            self._whole.fail(error)

    def told(self) -> BaseException | None:
        """Return what could not be done and was told nobody yet; it is told once."""
        error = self.errors.pop(0) if self.errors else None
        if self._whole is not None and error in self._whole.errors:
            self._whole.errors.remove(error)
        return error

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        await self._rest.wait()


doing: ContextVar[Work | None] = ContextVar("doing", default=None)
"""What the running code belongs to: each action has a Work of its own, which tasks and callbacks inherit."""
