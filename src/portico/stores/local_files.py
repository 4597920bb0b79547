"""Files in a folder of this machine: the default file store.

A file's identity is a random number in a table, not its path: what comes back from a client is looked up, never
opened. The path on the wire looks like a path because clients build addresses of it and keep its last part as name.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from portico.errors import FileRefused
from portico.lang.ids import unguessable
from portico.lang.opening import Opened, open_below, open_file
from portico.lang.paths import safe_name
from portico.lang.private import ONLY_MINE, PrivateFolder, sweep_later
from portico.stores.owners import SHARED, UNCLAIMED
from portico.stores.quota import Quota
from portico.wire.files import FileData

CHUNK = 1024 * 1024
UNCLAIMED_SECONDS = 3600.0
"""How long an upload waits for a session that uses it."""


@dataclass(slots=True)
class Entry:
    """One file the store holds."""

    path: Path
    owner: str
    reader: str
    account: str
    bare: bool
    """Whether its visitor, who has no cookie, was told the path alone: for a while that is proof enough."""
    size: int = 0
    made_at: float = field(default_factory=time.monotonic)
    used_at: float = field(default_factory=time.monotonic)


class LocalFiles:
    """A private folder, made when the first file comes; one random directory each.

    Args:
        parent: In which folder it is made.
        quota: How many bytes may lie there.
        bare_seconds: How long an upload whose visitor has no cookie is served for its unguessable name alone.
    """

    def __init__(
        self, parent: str | os.PathLike[str], quota: Quota | None = None, bare_seconds: float = float("inf")
    ) -> None:
        self._place = PrivateFolder(Path(parent).resolve())
        self.quota = Quota() if quota is None else quota
        self.bare_seconds = bare_seconds
        self._entries: dict[str, Entry] = {}
        self._owned: dict[str, set[str]] = {}
        self._lock = threading.Lock()

    @property
    def folder(self) -> Path:
        """Where the files lie; it may not be there yet."""
        return self._place.path

    def begin(self) -> None:
        """A server starts: delete, meanwhile, what processes that were killed left beside this store's folder."""
        sweep_later(self._place.parent, Path(tempfile.gettempdir()))

    def put(
        self, source: Path | bytes | IO[bytes], name: str, owner: str, reader: str = "", account: str | None = None
    ) -> FileData:
        """Keep a copy of a file (or its bytes) for an owner; raises QuotaReached where there is no room for it."""
        target, file = self.create(name, owner, reader, account)
        try:
            with target.open("xb") as written:
                if isinstance(source, bytes):
                    self.grow(file.path, len(source))
                    written.write(source)
                elif isinstance(source, Path):
                    with open_file(source) as opened, opened.stream() as stream:
                        self._copy(stream, written, file.path)
                else:
                    self._copy(source, written, file.path)
        except BaseException:
            self.discard(file.path)
            raise
        file.size = self._entries[file.path].size
        return file

    def _copy(self, source: IO[bytes], target: IO[bytes], path: str) -> None:
        while chunk := source.read(CHUNK):
            self.grow(path, len(chunk))
            target.write(chunk)

    def create(self, name: str, owner: str, reader: str = "", account: str | None = None) -> tuple[Path, FileData]:
        """Return a fresh path to write an upload into, and the file it will be."""
        self._place.make()
        directory = self.folder / unguessable()
        directory.mkdir(mode=ONLY_MINE)
        target = directory / safe_name(name)
        payer = (reader or (owner if owner != UNCLAIMED else "")) if account is None else account
        with self._lock:
            self._entries[str(target)] = Entry(
                target, owner, reader, "" if owner == SHARED else payer, owner == UNCLAIMED
            )
            self._owned.setdefault(owner, set()).add(str(target))
        return target, FileData(str(target), orig_name=name)

    def grow(self, path: str, size: int) -> None:
        """Say that bytes are about to be written to a file; raises QuotaReached where there is no room for them."""
        entry = self._entries[path]
        self.quota.take(entry.account, size)
        entry.size += size

    def local(self, path: str, owner: str, reader: str = "") -> Path:
        """Return a local path for what the wire calls `path`; raises FileRefused unless the owner may read it."""
        entry = self._entries.get(path)
        if entry is None or (entry.reader and entry.owner != SHARED and entry.reader != reader):
            raise FileRefused(f"File not allowed: {path}.")
        if entry.owner == UNCLAIMED:
            with self._lock:
                self._disown(UNCLAIMED, path)
                self._owned.setdefault(owner, set()).add(path)
                entry.owner = owner
        if entry.owner not in (SHARED, owner):
            raise FileRefused(f"File not allowed: {path}.")
        entry.used_at = time.monotonic()
        return entry.path

    def readable(self, path: str) -> Path:
        """Return a local path, whoever asks: for the server's own use; raises FileRefused where there is none."""
        entry = self._entries.get(path)
        if entry is None:
            raise FileRefused(f"File not allowed: {path}.")
        entry.used_at = time.monotonic()
        return entry.path

    def open(self, path: str, reader: str | None) -> Opened:
        """Open a file for a visitor; raises FileRefused where it is not the visitor's.

        Args:
            path: What the wire calls it.
            reader: Who asks; None where the address itself is a proof.
        """
        entry = self._entries.get(path)
        if entry is None or not (reader is None or self._may_read(entry, reader)):
            raise FileRefused(f"File not allowed: {path}.")
        entry.used_at = time.monotonic()
        try:
            return open_below(self.folder, entry.path.relative_to(self.folder).parts)
        except OSError:
            raise FileRefused(f"File not allowed: {path}.") from None

    def _may_read(self, entry: Entry, reader: str) -> bool:
        if entry.owner == SHARED or (entry.reader and entry.reader == reader):
            return True
        return entry.bare and not entry.reader and time.monotonic() - entry.made_at < self.bare_seconds

    def holds(self, path: str) -> bool:
        """Whether the store gave out this path."""
        return path in self._entries

    def shelters(self, path: Path, owner: str) -> bool:
        """Whether a resolved path lies in the folder of a file that the owner may read: a copy made beside it."""
        try:
            directory = path.relative_to(self.folder).parts[0]
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
            self.quota.give_back(entry.account, entry.size)
            shutil.rmtree(entry.path.parent, ignore_errors=True)

    def _disown(self, owner: str, path: str) -> None:
        paths = self._owned.get(owner, set())
        paths.discard(path)
        if not paths:
            self._owned.pop(owner, None)

    def idle(self, older_than: float) -> list[str]:
        """Return the sessions none of whose files was used for so many seconds."""
        limit = time.monotonic() - older_than
        with self._lock:
            owned = {owner: list(paths) for owner, paths in self._owned.items() if owner not in (SHARED, UNCLAIMED)}
        entries = self._entries
        return [
            owner
            for owner, paths in owned.items()
            if all(entries[path].used_at < limit for path in paths if path in entries)
        ]

    def drop(self, owner: str) -> None:
        """Delete what an owner has."""
        for path in list(self._owned.pop(owner, ())):
            self.discard(path)

    def clear(self) -> None:
        """Delete what all sessions have, and the uploads that none has claimed."""
        for owner in [owner for owner in self._owned if owner != SHARED]:
            self.drop(owner)
        if not self._entries:
            self._place.remove()

    def delete(self, older_than: float) -> int:
        """Delete what nobody used for so many seconds, and old uploads of nobody; return how many files went."""
        now = time.monotonic()
        stale = [
            path
            for path, entry in list(self._entries.items())
            if entry.owner != SHARED
            and entry.used_at < now - (min(older_than, UNCLAIMED_SECONDS) if entry.owner == UNCLAIMED else older_than)
        ]
        for path in stale:
            self.discard(path)
        return len(stale)

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        return {
            "files": len(self._entries),
            "owners": len(self._owned),
            "accounts": len(self.quota),
            "file bytes": self.quota.used,
        }
