"""The line of those who wait for a worker, where all are taken."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

W = TypeVar("W")


class Line(Generic[W]):
    """Who comes first is served first."""

    def __init__(self) -> None:
        self._asking: deque[asyncio.Future[W]] = deque()

    async def wait(self, returned: Callable[[W], None]) -> W:
        """Return a worker when one is free.

        Args:
            returned: Takes back a worker that came too late for who asked.
        """
        asked: asyncio.Future[W] = asyncio.get_running_loop().create_future()
        self._asking.append(asked)
        try:
            return await asked
        except asyncio.CancelledError:
            if asked.done() and not asked.cancelled():
                returned(asked.result())
            raise

    def serve(self, worker: W) -> bool:
        """Give a worker to who waits longest; return whether anybody waits."""
        while self._asking:
            asked = self._asking.popleft()
            if not asked.done():
                asked.set_result(worker)
                return True
        return False
