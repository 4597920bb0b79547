"""Watching: waits until files are saved, and until whoever saves them is done."""

from __future__ import annotations

import importlib.util
import threading
import time
from collections.abc import Callable, Collection, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from portico.reload.links import Ways
from portico.reload.mark import Sign, age, dubious, held, sign

PAUSE = 0.2
"""Seconds between two looks, where nobody tells us of changes."""
SHARE = 0.0015
"""How much of one processor looking may cost: with more files it is done more rarely."""
SELDOM = 2.0
"""Seconds between two looks where the system tells us: it does not know what happens on other machines."""
COARSE = 2.5
"""Seconds in which a further change may leave the same time: some systems keep every second one only."""
QUIET = 0.02
"""Seconds without a change after which a save is complete."""
STEP = 0.005
ABSENT = 0.5
"""Seconds that a file which vanished, or is empty all at once, has to come back."""
MODIFIED = 2
"""How `watchfiles` calls a file that was there before and is there still."""
EXTRA = 'pip install "portico[reload]"'
"""What brings `watchfiles`."""


class Watch(Protocol):
    """Notices that files are touched."""

    how: str
    """What it does, in words for whoever writes the program."""

    def aim(self, near: Collection[Path], far: Collection[Path] = ()) -> None:
        """Notice from now on what is touched of these files and folders.

        Args:
            near: What is to be noticed soon.
            far: What may take longer, where there is a lot of it.
        """
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

    how = f"looking at the files; at once after: {EXTRA}"

    def __init__(self, pause: float = PAUSE, clock: Callable[[], float] = time.thread_time) -> None:
        self._pause = pause
        self._clock = clock
        self._near: tuple[Path, ...] = ()
        self._far: tuple[Path, ...] = ()
        self._next = 0
        """Which of the far ones is looked at next."""
        self._seen: dict[Path, Sign] = {}
        self._young: dict[Path, tuple[bytes, float]] = {}
        """What files hold whose time does not tell, and until when."""

    def aim(self, near: Collection[Path], far: Collection[Path] = ()) -> None:
        """Notice from now on what is touched of these files and folders."""
        self._near, self._far = tuple(near), tuple(far)
        before, self._seen = self._seen, {}
        for path in chain(self._near, self._far):
            if path in before:
                self._seen[path] = before[path]
            else:
                self._see(path, sign(path))
        self._young = {path: one for path, one in self._young.items() if path in self._seen}

    def wait(self, stop: threading.Event) -> bool:
        """Return True when something was touched, since it was last told so; False when it was told to stop."""
        while not stop.is_set():
            began = self._clock()
            if self.look():
                return True
            stop.wait(max(self._pause, (self._clock() - began) / SHARE))
        return False

    def look(self) -> bool:
        """Look once; return whether something was touched since the last time."""
        touched = [path for path in self._near if self._touched(path)]
        if not self._far:
            return bool(touched)
        ends = self._clock() + self._pause * SHARE
        for _ in self._far:
            path = self._far[self._next % len(self._far)]
            self._next += 1
            if self._touched(path):
                touched.append(path)
            if self._clock() > ends:
                break
        return bool(touched)

    def close(self) -> None:
        """Let go of nothing."""

    def _touched(self, path: Path) -> bool:
        now = sign(path)
        if now != self._seen[path]:
            self._see(path, now)
            return True
        young = self._young.get(path)
        if young is None:
            return False
        holds, until = young
        if held(path, now) != holds:
            self._see(path, now)
            return True
        if time.monotonic() > until:
            del self._young[path]
        return False

    def _see(self, path: Path, now: Sign) -> None:
        self._seen[path] = now
        if dubious(now):
            self._young[path] = held(path, now), time.monotonic() + COARSE
        else:
            self._young.pop(path, None)


class Notified:
    """Is told by the system, through `watchfiles`; looks now and then besides, for what the system does not know.

    Args:
        seldom: Seconds between two looks at least.
    """

    how = "told of changes by watchfiles"

    def __init__(self, seldom: float = SELDOM) -> None:
        self._looking = Looking(seldom)
        self._pause = seldom
        self._due = time.monotonic() + seldom
        self._places: frozenset[Path] = frozenset()
        """The files, the folders, and the links that lead to them."""
        self._inside: frozenset[Path] = frozenset()
        """Folders in which new files may turn up."""
        self._folders: dict[Path, int] = {}
        """The folders that it listens to; one that was made anew has another number."""
        self._changes: Any = None

    def aim(self, near: Collection[Path], far: Collection[Path] = ()) -> None:
        """Notice from now on what is touched of these files and folders."""
        self._looking.aim(near, far)
        ways, places, inside = Ways(), set[Path](), set[Path]()
        for path in chain(near, far):
            *links, end = ways.steps(path)
            places.update(links, [end])
            if end.is_dir():
                inside.add(end)
        self._places, self._inside = frozenset(places), frozenset(inside)
        folders = {folder: found[2] for folder in inside | {path.parent for path in places} if (found := sign(folder))}
        if self._changes is None or folders != self._folders:
            self._listen(folders)

    def _listen(self, folders: dict[Path, int]) -> None:
        import watchfiles  # pyright: ignore[reportMissingImports]

        self.close()
        self._folders = folders
        changes = watchfiles.watch(
            *folders, watch_filter=None, debounce=20, step=15, rust_timeout=400, yield_on_timeout=True,
            recursive=False, ignore_permission_denied=True,
        )  # fmt: skip
        self._changes = changes
        self._heard()  # it listens once it was asked

    def wait(self, stop: threading.Event) -> bool:
        """Return True when something was touched, since it was last told so; False when it was told to stop."""
        while not stop.is_set():
            if self._changes is None:
                if self._looking.look():
                    return True
                stop.wait(PAUSE)
            elif self._told(self._heard()) or self._saw():
                return True
        return False

    def _heard(self) -> Collection[tuple[int, str]]:
        try:
            return next(self._changes)
        except (OSError, RuntimeError):
            self._changes = None  # a folder went away, or there are too many: looking has to do until the next time
            return ()

    def _told(self, changes: Collection[tuple[int, str]]) -> bool:
        for kind, path in changes:
            place = Path(path)
            if place in self._places or (kind != MODIFIED and place.parent in self._inside):
                return True
        return False

    def _saw(self) -> bool:
        if time.monotonic() < self._due:
            return False
        began = time.thread_time()
        touched = self._looking.look()
        self._due = time.monotonic() + max(self._pause, (time.thread_time() - began) / SHARE)
        return touched

    def close(self) -> None:
        """Stop listening."""
        changes, self._changes = self._changes, None
        if changes is not None:
            changes.close()


def settled(files: Mapping[Path, bool], stop: threading.Event) -> None:
    """Return when nobody has touched files for a moment, and none that was there is missing or empty.

    Editors replace a file, empty it first, write it twice, or take it away while they write.

    Args:
        files: The files, and whether each held anything before.
        stop: Ends the wait.
    """
    before = [sign(path) for path in files]
    began = time.monotonic()
    quiet = began - min(age(files), QUIET)  # who told of the save took a while to do it
    while not stop.is_set():
        now, at = [sign(path) for path in files], time.monotonic()
        if now != before:
            before, quiet = now, at
        complete = all(
            found is not None and (found[1] > 0 or not full) for found, full in zip(now, files.values(), strict=True)
        )
        if at - quiet >= QUIET and (complete or at - quiet > ABSENT or at - began > 2 * ABSENT):
            return
        stop.wait(STEP)
