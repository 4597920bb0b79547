"""Tells a client that reads slowly from one that reads nothing, at no cost for those who read.

A client that never reads its stream keeps a buffer full and whoever writes to it waiting. The transport says when its
buffer is full and when it is empty again; only between the two a timer runs. That buffer alone does not tell the two
apart: below it lies the system's, several megabytes that a slow client takes a long time to make room in. So the
system is asked as well.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from typing import Any

UNSENT = 128 * 1024
"""Bytes that the system keeps for a client that does not take them yet. More would only be older when they arrive: what
waits here instead is joined with what comes later."""
LOOKS = 4
"""How many looks in a row have to find that nothing arrived, spread over the time that a client has."""
_LOWAT = getattr(socket, "TCP_NOTSENT_LOWAT", {"linux": 25, "darwin": 0x201}.get(sys.platform))


class Stall:
    """Cuts a connection to whose client nothing could be sent for too long.

    Args:
        transport: The connection.
        seconds: How long a client may take nothing at all.
    """

    __slots__ = ("_left", "_loop", "_seconds", "_still", "_timer", "_transport")

    def __init__(self, transport: asyncio.WriteTransport, seconds: float) -> None:
        self._transport = transport
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._left = 0
        self._still = 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def running(self) -> bool:
        """Whether it waits for the client to take something."""
        return self._timer is not None

    def begin(self) -> None:
        """The buffer is full."""
        self.end()
        self._still = 0
        self._watch()

    def _watch(self) -> None:
        self._left = untaken(self._transport)
        self._timer = self._loop.call_later(self._seconds / LOOKS, self._look)

    def end(self) -> None:
        """The client took what waited, or has gone."""
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()

    def _look(self) -> None:
        self._timer = None
        if self._transport.is_closing() and not self._left:
            return
        reads = untaken(self._transport) < self._left  # slowly, it may be
        self._still = 0 if reads else self._still + 1
        if self._still < LOOKS:
            self._watch()
        else:
            self._transport.abort()


def untaken(transport: asyncio.WriteTransport) -> int:
    """Return how many bytes the other end has not taken: those that wait here, and those that wait in the system."""
    return transport.get_write_buffer_size() + _in_system(transport.get_extra_info("socket"))


def _in_system(sock: Any) -> int:
    """Return how many bytes the system has that the other end did not confirm; 0 where it does not tell."""
    if sock is None or sock.fileno() < 0:
        return 0
    try:
        if sys.platform == "linux":
            import fcntl  # only where a client is late, and Windows has none
            import termios

            return struct.unpack("i", fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, b"\0" * 4))[0]
        if sys.platform == "darwin":
            return sock.getsockopt(socket.SOL_SOCKET, 0x1024)  # SO_NWRITE
    except OSError:
        return 0
    return 0


def keep_little(transport: asyncio.BaseTransport) -> None:
    """Let the system take no more for a slow client than what it can send soon, where it knows how."""
    sock: Any = transport.get_extra_info("socket")
    if _LOWAT is not None and sock is not None and sock.family != getattr(socket, "AF_UNIX", None):
        try:
            sock.setsockopt(socket.IPPROTO_TCP, _LOWAT, UNSENT)
        except OSError:
            return  # an older system: its clients find what is older
