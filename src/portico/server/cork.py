"""A transport that sends what is written within one turn of the event loop as one piece.

An HTTP server writes the head of an answer and its body one after the other, and each write is a call to the system:
for a small answer the dearest part of it. The pieces wait for the end of the turn here and go together.
"""

from __future__ import annotations

import asyncio
from typing import Any


class Corked:
    """Stands for a transport; all but writing is the transport's own.

    Args:
        transport: Where the bytes go.
        loop: Its event loop.
    """

    __slots__ = ("_loop", "_pieces", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._pieces: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send some bytes, soon."""
        if not self._pieces:
            self._loop.call_soon(self._flush)
        self._pieces.append(data)

    def is_closing(self) -> bool:
        """Whether nothing more can be sent."""
        return self._transport.is_closing()

    def close(self) -> None:
        """Send what waits, and close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        pieces, self._pieces = self._pieces, []
        if pieces and not self._transport.is_closing():
            self._transport.write(pieces[0] if len(pieces) == 1 else b"".join(pieces))
