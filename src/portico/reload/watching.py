"""Watching: waits until files are saved, and until whoever saves them is done."""

from __future__ import annotations

import importlib.util
import threading
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, Protocol

from portico.reload.generation import Sign
from portico.reload.sources import sign

PAUSE = 0.2
"""Seconds between two looks, where nobody tells us of changes."""
SHARE = 0.0015
"""How much of one processor looking may cost: with more files it is done more rarely."""
QUIET = 0.02
"""Seconds without a change after which a save is complete."""
STEP = 0.005
ABSENT = 0.5
"""Seconds that a file which vanished, or is empty all at once, has to come back."""


class Watch(Protocol):
    """Notices that files are touched."""

    def aim(self, paths: Collection[Path]) -> None:
        """Notice from now on what is touched of these files and folders."""
        ...

    def wait(self, stop: threading.Event) -> bool:
        """Return True when something was touched, since it was last told so; False when it was told to stop."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


def make() -> Watch:
    """Return the best way to watch that there is here: `watchfiles`, where it is installed."""
    return Notified() if importlib.util.find_spec("watchfiles") is not None else Looking()


class Looking:
    """Looks at each file now and then.

    Args:
        pause: Seconds between two looks at least.
        clock: Tells how long a look took, in seconds of this thread.
    """

    def __init__(self, pause: float = PAUSE, clock: Callable[[], float] = time.thread_time) -> None:
        self._pause = pause
        self._clock = clock
        self._seen: dict[Path, Sign] = {}

    def aim(self, paths: Collection[Path]) -> None:
        """Notice from now on what is touched of these files and folders."""
        self._seen = {path: self._seen[path] if path in self._seen else sign(path) for path in paths}

    def wait(self, stop: threading.Event) -> bool:
        """Return True when something was touched, since it was last told so; False when it was told to stop."""
        while not stop.is_set():
            began = self._clock()
            now = {path: sign(path) for path in self._seen}
            touched = now != self._seen
            self._seen = now
            if touched:
                return True
            stop.wait(max(self._pause, (self._clock() - began) / SHARE))
        return False

    def close(self) -> None:
        """Let go of nothing."""


class Notified:
    """Is told by the system, through `watchfiles`."""

    def __init__(self) -> None:
        self._paths: set[Path] = set()
        self._folders: frozenset[Path] = frozenset()
        self._changes: Any = None

    def aim(self, paths: Collection[Path]) -> None:
        """Notice from now on what is touched of these files and folders."""
        import watchfiles  # pyright: ignore[reportMissingImports]

        self._paths = set(paths)
        folders = frozenset(path if path.is_dir() else path.parent for path in paths)
        if self._changes is None or folders != self._folders:
            self.close()
            self._folders = folders
            self._changes = watchfiles.watch(
                *folders, watch_filter=None, debounce=20, step=15, rust_timeout=400, yield_on_timeout=True,
                recursive=False,
            )  # fmt: skip
            next(self._changes)  # it listens once it was asked

    def wait(self, stop: threading.Event) -> bool:
        """Return True when something was touched, since it was last told so; False when it was told to stop."""
        listening: Any = self._changes
        for changes in listening:
            touched = {Path(path) for _, path in changes}
            if touched & self._paths or {path.parent for path in touched} & self._paths:
                return True
            if stop.is_set():
                break
        return False

    def close(self) -> None:
        """Stop listening."""
        changes, self._changes = self._changes, None
        if changes is not None:
            changes.close()


def settled(paths: Iterable[Path], stop: threading.Event) -> None:
    """Return when nobody has touched files for a moment, and none that was there is missing or empty.

    Editors replace a file, empty it first, write it twice, or take it away while they write.

    Args:
        paths: The files.
        stop: Ends the wait.
    """
    files = [path for path in paths if not path.is_dir()]
    began = quiet = time.monotonic()
    before = [sign(path) for path in files]
    while not stop.wait(STEP):
        now, at = [sign(path) for path in files], time.monotonic()
        if now != before:
            before, quiet = now, at
        complete = all(found is not None and found[1] > 0 for found in now) or at - quiet > ABSENT
        if at - quiet >= QUIET and (complete or at - began > 2 * ABSENT):
            return
