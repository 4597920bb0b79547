"""The values of sessions, in this process's own memory.

Everything here runs on the event loop's thread, so a step between two awaits is atomic. Most sessions left long ago and
have one value, or a few: what stands around it is kept small.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any

from portico.stores.protocols import nobody

LOOKS = 64
"""At how many sessions one look for room looks. Where all of them are in use, there are more than fit for a while."""
NONE: Mapping[str, Mapping[str, Any]] = MappingProxyType({})


class MemorySessions:
    """Session values in a dictionary.

    Args:
        capacity: How many sessions are kept; the one that was used least recently goes first.
    """

    def __init__(self, capacity: int = 10_000) -> None:
        self.capacity = capacity
        self._sessions: dict[str, _Session] = {}
        """The one that was used least recently stands first. An OrderedDict would take twice as much for each."""

    async def get(self, session: str, key: str) -> Any:
        """Return the value; raises KeyError where there is none."""
        kept = self._sessions[session]
        value = kept.get(key, time.monotonic())
        self._sessions[session] = self._sessions.pop(session)
        return value

    async def set(
        self, session: str, key: str, value: Any, spare: Callable[[str], bool] = nobody
    ) -> Mapping[str, Mapping[str, Any]]:
        """Keep a value, opening the session where it is new; return what other sessions lost to make room."""
        kept = self._sessions.pop(session, None)
        self._sessions[session] = kept = kept or _Session()
        kept.set(key, value, time.monotonic())
        if len(self._sessions) <= self.capacity:
            return NONE
        gone: dict[str, Mapping[str, Any]] = {}
        for other in list(islice(self._sessions, LOOKS)):
            if len(self._sessions) <= self.capacity:
                break
            if spare(other):
                await self.touch(other)  # so that the next look begins behind it
            elif other != session:
                gone[other] = await self.drop(other)
        return gone

    async def touch(self, session: str) -> None:
        """Say that the session is in use."""
        if (kept := self._sessions.pop(session, None)) is not None:
            self._sessions[session] = kept
            kept.touched = time.monotonic()

    async def expired(self, older_than: float) -> Sequence[str]:
        """Return the sessions nobody touched for so many seconds."""
        limit = time.monotonic() - older_than
        return [session for session, kept in self._sessions.items() if kept.touched < limit]

    async def idle(self, key: str, older_than: float, among: Sequence[str] | None = None) -> Sequence[str]:
        """Return the sessions, of some or of all, with a value under the key that nobody used for so many seconds."""
        limit = time.monotonic() - older_than
        some = self._sessions if among is None else [one for one in among if one in self._sessions]
        return [session for session in some if self._sessions[session].used_before(key, limit)]

    async def discard(self, session: str, key: str) -> Any:
        """Forget one value and return it; raises KeyError where there is none."""
        return self._sessions[session].pop(key)

    async def drop(self, session: str) -> Mapping[str, Any]:
        """Forget a session, and return the values it had."""
        kept = self._sessions.pop(session, None)
        return {} if kept is None else {key: value.value for key, value in kept.items()}

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        values = sum(1 for kept in self._sessions.values() for _ in kept.items())
        return {"sessions": len(self._sessions), "values": values}


class _Value:
    """A value under a key.

    Args:
        value: What was kept.
        used_at: When it was used last.
    """

    __slots__ = ("used_at", "value")

    def __init__(self, value: Any, used_at: float) -> None:
        self.value = value
        self.used_at = used_at


class _Session(_Value):
    """What a session has. Its first value stands in it; a dictionary would take more than all the rest."""

    __slots__ = ("key", "more", "touched")

    def __init__(self) -> None:
        super().__init__(None, 0.0)
        self.key: str | None = None
        self.more: dict[str, _Value] | None = None
        self.touched = 0.0

    def get(self, key: str, now: float) -> Any:
        found = self._find(key)
        if found is None:
            raise KeyError(key)
        found.used_at = self.touched = now
        return found.value

    def set(self, key: str, value: Any, now: float) -> None:
        self.touched = now
        found = self._find(key)
        if found is None and self.key is None:
            self.key, found = key, self
        if found is not None:
            found.value, found.used_at = value, now
            return
        if self.more is None:
            self.more = {}
        self.more[key] = _Value(value, now)

    def used_before(self, key: str, limit: float) -> bool:
        found = self._find(key)
        return found is not None and found.used_at < limit

    def pop(self, key: str) -> Any:
        if key != self.key:
            return (self.more or {}).pop(key).value
        value, self.key, self.value = self.value, None, None
        return value

    def items(self) -> Iterator[tuple[str, _Value]]:
        if self.key is not None:
            yield self.key, self
        yield from (self.more or {}).items()

    def _find(self, key: str) -> _Value | None:
        if key == self.key:
            return self
        return None if self.more is None else self.more.get(key)
