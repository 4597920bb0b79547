"""Whether a page has come to rest."""

from __future__ import annotations

import asyncio


class Work:
    """Counts what is under way; who waits is told when nothing is."""

    def __init__(self) -> None:
        self._count = 0
        self._rest = asyncio.Event()
        self._rest.set()

    def begin(self) -> None:
        """Something is under way."""
        self._count += 1
        self._rest.clear()

    def end(self) -> None:
        """It is over, and what follows it is under way already."""
        self._count -= 1
        if not self._count:
            self._rest.set()

    @property
    def resting(self) -> bool:
        """Whether nothing is under way."""
        return not self._count

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        await self._rest.wait()
