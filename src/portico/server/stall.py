"""Notices that a client takes nothing of what is sent to it, at no cost for those who do.

A client that never reads its stream keeps a buffer full and whoever writes to it waiting. The transport says when its
buffer is full and when it is empty again; only between the two a timer runs.
"""

from __future__ import annotations

import asyncio


class Stall:
    """Cuts a connection to whose client nothing could be sent for too long.

    Args:
        transport: The connection.
        seconds: How long a client may take nothing at all.
    """

    __slots__ = ("_left", "_loop", "_seconds", "_timer", "_transport")

    def __init__(self, transport: asyncio.WriteTransport, seconds: float) -> None:
        self._transport = transport
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._left = 0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """The buffer is full."""
        self.end()
        self._left = self._transport.get_write_buffer_size()
        self._timer = self._loop.call_later(self._seconds, self._look)

    def end(self) -> None:
        """The client took what waited, or has gone."""
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()

    def _look(self) -> None:
        self._timer = None
        if self._transport.is_closing() and not self._left:
            return
        if self._transport.get_write_buffer_size() < self._left:
            self.begin()  # slow, but it reads
        else:
            self._transport.abort()
