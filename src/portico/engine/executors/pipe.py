"""The line between the server and a worker process: frames of a small head and, out of band, what may be large.

A frame is a count, that many lengths, and as many parts. The first part is the pickled head; the others are a pickled
value and its buffers (protocol 5), so that the memory of an array is neither copied into a pickle nor out of one.
"""

from __future__ import annotations

import io
import pickle
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from typing import Any

from portico.lang.portable import Modules, Sending

COUNT = struct.Struct("<I")
JOINED = 1 << 16
"""Bytes up to which a frame is put together, so that it is one call to the system."""

Parts = list[Any]
"""A pickled value, and the buffers that belong to it."""


class Pipe:
    """One end of the line. Any thread may send, one receives.

    Args:
        line: A connected socket.
    """

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._sending = threading.Lock()

    def send(self, head: Any, parts: Sequence[Any] = ()) -> None:
        """Send a frame; raises OSError where the other end is gone."""
        with self._sending:
            self._send(head, parts)

    def try_send(self, head: Any) -> bool:
        """Send a small frame unless somebody is sending, or the other end is gone; return whether it was sent."""
        if not self._sending.acquire(blocking=False):
            return False
        try:
            self._send(head, ())
        except OSError:
            return False
        finally:
            self._sending.release()
        return True

    def _send(self, head: Any, parts: Sequence[Any]) -> None:
        views = [memoryview(pickle.dumps(head, pickle.HIGHEST_PROTOCOL)), *map(memoryview, parts)]
        lengths = b"".join(view.nbytes.to_bytes(8, "little") for view in views)
        start = COUNT.pack(len(views)) + lengths
        if sum(view.nbytes for view in views) < JOINED:
            self._line.sendall(b"".join([start, *views]))
            return
        self._line.sendall(start)
        for view in views:
            self._line.sendall(view)

    def receive(self) -> tuple[Any, Parts]:
        """Return the next frame's head and parts; raises EOFError where the other end is gone."""
        (count,) = COUNT.unpack(self._exactly(COUNT.size))
        lengths = self._exactly(8 * count)
        sizes = [int.from_bytes(lengths[at : at + 8], "little") for at in range(0, 8 * count, 8)]
        head, *parts = [self._exactly(size) for size in sizes]
        return pickle.loads(head), parts

    def _exactly(self, size: int) -> bytearray:
        found = bytearray(size)
        view, at = memoryview(found), 0
        while at < size:
            try:
                got = self._line.recv_into(view[at:])
            except OSError as error:
                raise EOFError from error
            if not got:
                raise EOFError
            at += got
        return found

    def close(self) -> None:
        """Hang up; who receives at either end is told."""
        try:
            self._line.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._line.close()


def pack(value: Any, modules: Modules | None = None) -> Parts:
    """Return a value as parts of a frame; raises whatever the value raises that cannot be pickled.

    Args:
        value: What to pack.
        modules: Those whose classes are found under their names at the other end, though perhaps not here.
    """
    buffers: list[pickle.PickleBuffer] = []
    if modules is None or not modules.alone:
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL, buffer_callback=buffers.append)
    else:
        file = io.BytesIO()
        Sending(file, modules, buffers.append).dump(value)
        data = file.getvalue()
    return [data, *(buffer.raw() for buffer in buffers)]


def unpack(parts: Parts, unpickler: Callable[..., pickle.Unpickler]) -> Any:
    """Return the value that was packed; raises whatever loading it raises."""
    data, *buffers = parts
    return unpickler(io.BytesIO(data), buffers=buffers).load()
