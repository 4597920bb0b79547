"""Blank processes: begun before it is known what they will work for, where that is another program time and again."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence

from portico.engine.executors.pipe import Pipe
from portico.lang.program import WORKER

START = (
    "import sys, importlib; sys.path[:] = {path!r}; "
    "from portico.engine.executors.worker import main; "
    "[importlib.import_module(name) for name in {names!r}]; main(sys.argv[1:])"
)


class Blank:
    """A worker process that waits for its first order.

    Args:
        names: Modules to import at once; nothing of them may depend on what it will work for.
    """

    def __init__(self, names: Sequence[str] = ()) -> None:
        ours, theirs = socket.socketpair()
        shared = os.name == "nt"
        name = "share" if shared else str(theirs.fileno())
        command = [sys.executable, "-c", START.format(path=sys.path, names=list(names)), name, WORKER]
        with theirs:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if shared else subprocess.DEVNULL,
                # A group of its own, so that what the function started ends with it.
                start_new_session=not shared,
                pass_fds=() if shared else (theirs.fileno(),),
            )
            if self.process.stdin is not None:
                duplicate: bytes = theirs.share(self.process.pid)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]
                self.process.stdin.write(len(duplicate).to_bytes(4, "little") + duplicate)
                self.process.stdin.close()
        self.pipe = Pipe(ours)

    def end(self) -> None:
        """End the process, which has nothing to lose."""
        self.pipe.close()
        with contextlib.suppress(OSError):
            if os.name == "nt":
                self.process.kill()
            else:
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Spares:
    """Blank processes that are kept ready.

    Args:
        count: How many.
        names: Modules that they import at once.
    """

    def __init__(self, count: int, names: Sequence[str] = ()) -> None:
        self._count = count
        self._names = names
        self._ready: list[Blank] = []
        self._changing = threading.Lock()
        self._closed = False

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes that are ready."""
        return [one.process.pid for one in self._ready]

    def fill(self) -> None:
        """Begin those that are missing."""
        with self._changing:
            while not self._closed and len(self._ready) < self._count:
                self._ready.append(Blank(self._names))

    def take(self) -> Blank | None:
        """Return one, which is the caller's now; None where none is ready."""
        with self._changing:
            while self._ready:
                blank = self._ready.pop(0)
                if blank.process.poll() is None:
                    return blank
                blank.pipe.close()
        return None

    def close(self) -> None:
        """End those that nobody took."""
        with self._changing:
            self._closed = True
            ready, self._ready = self._ready, []
        for one in ready:
            one.end()
