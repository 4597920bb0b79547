"""What an app leaves on disk: files whose names tell, and files that visitor after visitor writes over."""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from portico.leaktest.searcher import Searcher, Sighting

LARGEST = 4 * 1024**2
MOST = 2000
"""Files and folders of one place that are looked at."""
DEEPEST = 4
SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages"})
LOGS = frozenset({".log"})


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that is watched.

    Args:
        folder: Where.
        names: Whether others on the machine read its names, as they do those of the system's temporary folder.
        crowded: Whether much of it is nobody's business here: folders that did not change are not entered.
    """

    folder: Path
    names: bool = False
    crowded: bool = False


@dataclass(slots=True)
class _File:
    state: tuple[int, int, int]
    held: dict[int, Sighting]
    """Whose data it holds, or once held."""


class Disk:
    """Looks at folders between the rounds.

    Args:
        places: Where to look.
        without: Folders that are left out, as resolved paths: the framework's own store.
        searcher: Knows the visitors' canaries.
        since: Files that were not changed after that time, in seconds of the system's clock, are left out.
    """

    def __init__(self, places: Sequence[Place], without: Sequence[Path], searcher: Searcher, since: float) -> None:
        self._places = places
        self._without = {str(path) for path in without}
        self._searcher = searcher
        self._since = since
        self._files: dict[Path, _File] = {}
        self._named: set[Path] = set()

    def look(self) -> Iterator[tuple[str, Path, Sighting]]:
        """Yield what is new: `name`, `shared` or `log`, the file, and whose data it is about."""
        for place in self._places:
            for path, status, listed in self._walk(place):
                if listed and path not in self._named:
                    self._named.add(path)
                    yield from (("name", path, one) for one in self._searcher.look(path.name, None))
                if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST:
                    yield from self._content(path, status)

    def _content(self, path: Path, status: os.stat_result) -> Iterator[tuple[str, Path, Sighting]]:
        state = (status.st_mtime_ns, status.st_size, status.st_ino)
        before = self._files.get(path)
        if before is not None and before.state == state:
            return
        try:
            data = path.read_bytes()
        except OSError:
            return
        held = {one.origin.visitor: one for one in self._searcher.look(data, None, path.name)}
        former = before.held if before is not None else {}
        self._files[path] = _File(state, {**former, **held})
        if path.suffix in LOGS:
            yield from (("log", path, one) for visitor, one in held.items() if visitor not in former)
        elif held:
            # A file that keeps everybody's grows; one whose former data is gone was written over.
            yield from (("shared", path, one) for visitor, one in former.items() if visitor not in held)

    def _walk(self, place: Place) -> Iterator[tuple[Path, os.stat_result, bool]]:
        """Yield files and folders that are new or changed, and whether others can list them."""
        folders = [(str(place.folder), 0, place.names)]
        left = MOST
        while folders and left > 0:
            folder, depth, listed = folders.pop()
            for entry, status in _entries(folder, left):
                left -= 1
                changed = status.st_mtime >= self._since
                if changed:
                    yield Path(entry.path), status, listed
                enters = stat.S_ISDIR(status.st_mode) and (changed or not place.crowded) and depth < DEEPEST
                if enters and not self._skips(entry):
                    others = bool(status.st_mode & (stat.S_IRGRP | stat.S_IROTH))
                    folders.append((entry.path, depth + 1, listed and others))

    def _skips(self, entry: os.DirEntry[str]) -> bool:
        return entry.name.startswith(".") or entry.name in SKIPPED or entry.path in self._without


def _entries(folder: str, most: int) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    """Yield what is in a folder, as far as it can be read."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in itertools.islice(entries, most):
            with contextlib.suppress(OSError):
                yield entry, entry.stat(follow_symlinks=False)
