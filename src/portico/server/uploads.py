"""How far uploads are, for whoever watches one."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

LONGEST_ID = 128


class Upload:
    """One upload that somebody may watch. Bytes are merged while nobody reads."""

    def __init__(self) -> None:
        self.done = False
        self.told = False
        self._arrived: dict[str, int] = {}
        self._wake = asyncio.Event()

    def add(self, name: str, size: int) -> None:
        """Bytes of a file arrived."""
        self._arrived[name] = self._arrived.get(name, 0) + size
        self._wake.set()

    def finish(self) -> None:
        """The upload ended, well or not."""
        self.done = True
        self._wake.set()

    async def news(self, idle: float) -> list[tuple[str, int]] | None:
        """Return bytes by file since the last question; an empty list after `idle` seconds; None at the end."""
        if not self._arrived and not self.done:
            try:
                await asyncio.wait_for(self._wake.wait(), idle)
            except TimeoutError:
                return []
        self._wake.clear()
        arrived, self._arrived = self._arrived, {}
        if not arrived and self.done:
            return None
        return list(arrived.items())


class Uploads:
    """Watched uploads by the id that their client chose.

    Args:
        capacity: How many are kept; of those that are over, the oldest goes first.
    """

    def __init__(self, capacity: int = 1_000) -> None:
        self.capacity = capacity
        self._known: OrderedDict[str, Upload] = OrderedDict()
        self._appeared = asyncio.Event()

    def __len__(self) -> int:
        return len(self._known)

    def begin(self, name: str) -> Upload:
        """Start to count an upload."""
        upload = self._known[name] = Upload()
        self._known.move_to_end(name)
        self._make_room()
        self._appeared.set()
        self._appeared = asyncio.Event()
        return upload

    def _make_room(self) -> None:
        if len(self._known) <= self.capacity:
            return
        oldest = next((name for name, upload in self._known.items() if upload.done), None)
        if oldest is not None:
            del self._known[oldest]

    async def find(self, name: str, patience: float) -> Upload | None:
        """Return an upload, waiting for it to begin; None where it has not within `patience` seconds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + patience
        while name not in self._known:
            left = until - loop.time()
            if left <= 0:
                return None
            try:
                await asyncio.wait_for(self._appeared.wait(), left)
            except TimeoutError:
                return None
        return self._known[name]
