"""The values of sessions, in this process's own memory.

Everything here runs on the event loop's thread, so a step between two awaits is atomic.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
        self._values: OrderedDict[str, dict[str, _Value]] = OrderedDict()
        self._touched: dict[str, float] = {}

    async def get(self, session: str, key: str) -> Any:
        """Return the value; raises KeyError where there is none."""
        value = self._values[session][key]
        self._values.move_to_end(session)
        value.used_at = self._touched[session] = time.monotonic()
        return value.value

    async def set(
        self, session: str, key: str, value: Any, spare: Callable[[str], bool] = nobody
    ) -> Mapping[str, Mapping[str, Any]]:
        """Keep a value, opening the session where it is new; return what other sessions lost to make room."""
        self._values.setdefault(session, {})[key] = _Value(value, time.monotonic())
        await self.touch(session)
        if len(self._values) <= self.capacity:
            return NONE
        gone: dict[str, Mapping[str, Any]] = {}
        for other in list(islice(self._values, LOOKS)):
            if len(self._values) <= self.capacity:
                break
            if spare(other):
                await self.touch(other)  # so that the next look begins behind it
            elif other != session:
                gone[other] = await self.drop(other)
        return gone

    async def touch(self, session: str) -> None:
        """Say that the session is in use."""
        if session in self._values:
            self._values.move_to_end(session)
            self._touched[session] = time.monotonic()

    async def expired(self, older_than: float) -> Sequence[str]:
        """Return the sessions nobody touched for so many seconds."""
        limit = time.monotonic() - older_than
        return [session for session, at in self._touched.items() if at < limit]

    async def idle(self, key: str, older_than: float, among: Sequence[str] | None = None) -> Sequence[str]:
        """Return the sessions, of some or of all, with a value under the key that nobody used for so many seconds."""
        limit = time.monotonic() - older_than
        some = self._values if among is None else {one: self._values[one] for one in among if one in self._values}
        return [name for name, values in some.items() if key in values and values[key].used_at < limit]

    async def discard(self, session: str, key: str) -> Any:
        """Forget one value and return it; raises KeyError where there is none."""
        return self._values[session].pop(key).value

    async def drop(self, session: str) -> Mapping[str, Any]:
        """Forget a session, and return the values it had."""
        self._touched.pop(session, None)
        return {key: kept.value for key, kept in self._values.pop(session, {}).items()}

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        return {"sessions": len(self._values), "values": sum(map(len, self._values.values()))}


@dataclass(slots=True)
class _Value:
    value: Any
    used_at: float
