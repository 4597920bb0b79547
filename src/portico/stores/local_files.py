"""Files in a folder of this machine: the default file store.

A file's identity is a random number in a table, not its path: what comes back from a client is looked up, never
opened. The path on the wire looks like a path because clients build addresses of it and keep its last part as name.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from portico.errors import FileRefused
from portico.lang.ids import unguessable
from portico.lang.paths import safe_name
from portico.stores.owners import SHARED, UNCLAIMED
from portico.wire.files import FileData


@dataclass(slots=True)
class Entry:
    """One file the store holds."""

    path: Path
    owner: str
    used_at: float = field(default_factory=time.monotonic)


class LocalFiles:
    """A folder, created when the first file comes.

    Args:
        folder: Where files lie; one random directory each.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self._entries: dict[str, Entry] = {}
        self._owned: dict[str, set[str]] = {}
        self._lock = threading.Lock()

    def put(self, source: Path | bytes, name: str, owner: str) -> FileData:
        """Keep a copy of a file (or its bytes) for an owner."""
        target, file = self.create(name, owner)
        if isinstance(source, bytes):
            target.write_bytes(source)
        else:
            shutil.copyfile(source, target)
        file.size = target.stat().st_size
        return file

    def create(self, name: str, owner: str) -> tuple[Path, FileData]:
        """Return a fresh path to write an upload into, and the file it will be."""
        directory = self.folder / unguessable()
        directory.mkdir(parents=True, mode=0o700)
        target = directory / safe_name(name)
        with self._lock:
            self._entries[str(target)] = Entry(target, owner)
            self._owned.setdefault(owner, set()).add(str(target))
        return target, FileData(str(target), orig_name=name)

    def local(self, path: str, owner: str) -> Path:
        """Return a local path for what the wire calls `path`; raises FileRefused unless the owner may read it."""
        entry = self._entries.get(path)
        if entry is not None and entry.owner == UNCLAIMED:
            with self._lock:
                self._disown(UNCLAIMED, path)
                self._owned.setdefault(owner, set()).add(path)
                entry.owner = owner
        if entry is None or entry.owner not in (SHARED, owner):
            raise FileRefused(f"File not allowed: {path}.")
        entry.used_at = time.monotonic()
        return entry.path

    def readable(self, path: str) -> Path:
        """Return a local path for whoever knows the unguessable name; raises FileRefused where there is none."""
        entry = self._entries.get(path)
        if entry is None:
            raise FileRefused(f"File not allowed: {path}.")
        entry.used_at = time.monotonic()
        return entry.path

    def holds(self, path: str) -> bool:
        """Whether the store gave out this path."""
        return path in self._entries

    def shelters(self, path: Path, owner: str) -> bool:
        """Whether a resolved path lies in the folder of a file that the owner may read: a copy made beside it."""
        try:
            directory = path.relative_to(self.folder.resolve()).parts[0]
        except (ValueError, IndexError):
            return False
        with self._lock:
            mine = [*self._owned.get(owner, ()), *self._owned.get(SHARED, ())]
        return any(Path(one).parent.name == directory for one in mine)

    def discard(self, path: str) -> None:
        """Delete one file, for instance an upload that broke off."""
        with self._lock:
            entry = self._entries.pop(path, None)
            if entry is not None:
                self._disown(entry.owner, path)
        if entry is not None:
            shutil.rmtree(entry.path.parent, ignore_errors=True)

    def _disown(self, owner: str, path: str) -> None:
        paths = self._owned.get(owner, set())
        paths.discard(path)
        if not paths:
            self._owned.pop(owner, None)

    def drop(self, owner: str) -> None:
        """Delete what an owner has."""
        for path in list(self._owned.pop(owner, ())):
            self.discard(path)

    def clear(self) -> None:
        """Delete what all sessions have, and the uploads that none has claimed."""
        for owner in [owner for owner in self._owned if owner != SHARED]:
            self.drop(owner)
        with contextlib.suppress(OSError):
            self.folder.rmdir()  # where it is empty now

    def delete(self, older_than: float) -> int:
        """Delete what nobody used for so many seconds; return how many files went."""
        limit = time.monotonic() - older_than
        stale = [path for path, entry in list(self._entries.items()) if entry.used_at < limit and entry.owner != SHARED]
        for path in stale:
            self.discard(path)
        return len(stale)

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        return {"files": len(self._entries), "owners": len(self._owned)}
