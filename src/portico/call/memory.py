"""What a cache keeps: entries by key, within bounds, and who is computing one just now."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portico.errors import BuildError
from portico.lang.size import parse_size

if TYPE_CHECKING:
    from concurrent.futures import Future

Key = tuple[str, bytes]
"""The visitor's session, or nothing where everybody shares; and the content of what was asked."""


@dataclass(slots=True, frozen=True)
class NamedFile:
    """A file that a result names.

    Args:
        path: As the result has it.
        made_at: When its content was written, in nanoseconds.
        size: Its bytes.
        own: Whether it belonged to the visitor whose call it was, so that others may not have it.
    """

    path: str
    made_at: int
    size: int
    own: bool


@dataclass(slots=True)
class Kept:
    """One entry.

    Args:
        value: What is kept; for a generator the list of what it gave.
        steps: Whether a generator gave it.
        asked: What it is kept under, as the program gave it.
        anchors: Objects that must live as long as the entry, since the key names them by identity.
        files: The files that the value names.
        size: Its bytes, where they are counted.
        until: When it is forgotten, on the monotonic clock.
    """

    value: Any
    steps: bool = False
    asked: Any = None
    anchors: tuple[Any, ...] = ()
    files: tuple[NamedFile, ...] = ()
    size: int = 0
    until: float = float("inf")


class Memory:
    """Entries, of which the one that was used least recently goes first. May be used from any thread.

    Args:
        max_size: How many are kept; 0 means no limit.
        max_memory: How many bytes they take up together, also as "512mb"; None means no limit.
        per_session: Whether each visitor has entries of their own.
        time_to_live: Seconds after which one is forgotten; None means never.
    """

    def __init__(
        self,
        max_size: int = 128,
        max_memory: str | int | None = None,
        per_session: bool = False,
        time_to_live: float | None = None,
    ) -> None:
        if max_size < 0:
            raise BuildError(f"max_size is how many results are kept, 0 for no limit; not {max_size}.", code="PE105")
        if time_to_live is not None and time_to_live <= 0:
            raise BuildError(f"time_to_live is a number of seconds above 0, or None; not {time_to_live}.", code="PE105")
        self.max_size = max_size
        self.max_bytes = read_bytes(max_memory)
        self.per_session = per_session
        self.time_to_live = time_to_live
        self._entries: OrderedDict[Key, Kept] = OrderedDict()
        self._by_session: dict[str, set[Key]] = {}
        self._bytes = 0
        self._next_look = 0.0
        self._running: dict[Key, Future[None]] = {}
        self._lock = threading.RLock()  # a value that is let go may run code of its own, which may come back here

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key) -> Kept | None:
        """Return an entry, which then counts as used."""
        with self._lock:
            kept = self._entries.get(key)
            if kept is None:
                return None
            if kept.until <= time.monotonic():
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return kept

    def put(self, key: Key, kept: Kept, measure: Callable[[], int]) -> None:
        """Keep an entry, and let go of others until everything is within its bounds.

        Args:
            key: What it is kept under.
            kept: The entry.
            measure: Returns its size in bytes; called where that matters.
        """
        now = time.monotonic()
        if self.max_bytes is not None:
            kept.size = measure()
        if self.time_to_live is not None:
            kept.until = now + self.time_to_live
        with self._lock:
            self._drop(key)
            if self.max_bytes is not None and kept.size > self.max_bytes:
                return
            self._forget_expired(now)
            self._entries[key] = kept
            self._by_session.setdefault(key[0], set()).add(key)
            self._bytes += kept.size
            while (self.max_size and len(self._entries) > self.max_size) or (
                self.max_bytes is not None and self._bytes > self.max_bytes
            ):
                self._drop(next(iter(self._entries)))

    def drop(self, key: Key) -> None:
        """Forget one entry, if it is there."""
        with self._lock:
            self._drop(key)

    def forget(self, session: str) -> None:
        """Forget what is kept for a visitor."""
        with self._lock:
            for key in list(self._by_session.get(session, ())):
                self._drop(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._by_session.clear()
            self._bytes = 0

    def asked(self, session: str) -> list[Any]:
        """Return what a visitor's entries are kept under, the one used least recently first."""
        now = time.monotonic()
        with self._lock:
            return [kept.asked for key, kept in self._entries.items() if key[0] == session and kept.until > now]

    def _drop(self, key: Key) -> None:
        kept = self._entries.pop(key, None)
        if kept is not None:
            self._bytes -= kept.size
            keys = self._by_session[key[0]]
            keys.discard(key)
            if not keys:
                del self._by_session[key[0]]

    def _forget_expired(self, now: float) -> None:
        if self.time_to_live is not None and now >= self._next_look:
            self._next_look = now + self.time_to_live
            for key in [key for key, kept in self._entries.items() if kept.until <= now]:
                self._drop(key)

    # Who computes

    def claim(self, key: Key) -> Future[None] | None:
        """Take it upon oneself to compute an entry; where somebody does already, return when that has ended."""
        from concurrent.futures import Future

        with self._lock:
            running = self._running.get(key)
            if running is None:
                self._running[key] = Future()
            return running

    def release(self, key: Key) -> None:
        """Say that one has computed an entry, or failed to."""
        with self._lock:
            running = self._running.pop(key)
        running.set_result(None)


def read_bytes(given: str | int | None) -> int | None:
    """Return the bytes in `max_memory`; raises BuildError for what is no size."""
    found = parse_size(given) if isinstance(given, str) else given
    if given is not None and (found is None or found <= 0):
        raise BuildError(
            f"max_memory is a number of bytes above 0 or text such as '512mb', not {given!r}.", code="PE105"
        )
    return found
