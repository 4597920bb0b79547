"""Sessions come and go: who is there, what happens when somebody leaves, what is forgotten when."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from portico.engine.keepers import Keepers
from portico.stores.protocols import Stores, nobody
from portico.wire.caller import Caller

Tidy = Callable[[Callable[[str], bool], Callable[[str, str], Awaitable[Any]]], Awaitable[None]]
KEPT = 3600.0
"""Seconds that a session's values outlive its last sign of life."""
SHORTEST = 0.1
"""Seconds between two looks for what nobody needs, however short a value lives."""


class Sessions:
    """Who is there.

    Args:
        stores: What the sessions have.
        unload: Runs the page's `unload` listeners for a visitor that left.
        lifetimes: Seconds that the value under a key lives after its last use, by key.
        forgotten: Told of each value that is forgotten, by session and key.
        file_age: Seconds after which a file that nobody used is deleted.
        sweep: Seconds between two looks for what nobody needs any more.
        busy: Whether something of a session runs or waits.
        tidy: Told at each look who is there, and how to forget a value, to forget what else sessions left behind.
    """

    def __init__(
        self,
        stores: Stores,
        unload: Callable[[Caller], Awaitable[None]],
        *,
        lifetimes: Mapping[str, float],
        forgotten: Callable[[str, str, Any], None],
        file_age: float,
        sweep: float,
        tidy: Tidy | None = None,
        busy: Callable[[str], bool] = nobody,
    ) -> None:
        self._stores = stores
        self.values = stores.sessions
        """Where their values are read."""
        self._unload = unload
        self._lifetimes = lifetimes
        self._forgotten = forgotten
        self._file_age = file_age
        self._tidy = tidy
        self._busy = busy
        self._sweep = max(min([sweep, *lifetimes.values()]), SHORTEST)
        self._pause = self._sweep
        self._shorter = asyncio.Event()
        self._own: dict[str, dict[str, float]] = {}
        """Lifetimes of values that only one session has, by session and key."""
        self._present: dict[str, int] = {}
        self._visitors: dict[str, Caller] = {}
        self.keepers = Keepers()
        """Told of every visitor that leaves."""

    def renew(
        self, lifetimes: Mapping[str, float], forgotten: Callable[[str, str, Any], None], tidy: Tidy | None
    ) -> None:
        """Hear of another page: how long its values live, and who is told of what is forgotten."""
        self._lifetimes, self._forgotten, self._tidy = lifetimes, forgotten, tidy
        self._pause = min([self._pause, *(max(one, SHORTEST) for one in lifetimes.values())])
        self._shorter.set()

    async def set(self, session: str, key: str, value: Any) -> None:
        """Keep a value of a session. Where others had to make room, what they had is forgotten."""
        for other, values in (await self._stores.sessions.set(session, key, value, self._in_use)).items():
            self._forget(other, values)
            self._stores.files.drop(other)

    async def discard(self, session: str, key: str) -> Any:
        """Forget one value for good and return it; raises KeyError where there is none."""
        own = self._own.get(session)
        if own is not None and own.pop(key, None) is not None and not own:
            del self._own[session]
        return await self._stores.sessions.discard(session, key)

    def _in_use(self, session: str) -> bool:
        return session in self._present or self._busy(session) or self._stores.channel.watched(session)

    def expire(self, session: str, key: str, seconds: float) -> None:
        """Forget a value of one session so many seconds after each last use, until it is discarded."""
        self._own.setdefault(session, {})[key] = seconds
        if seconds < self._pause:
            self._pause = max(seconds, SHORTEST)
            self._shorter.set()

    def _forget(self, session: str, values: Mapping[str, Any]) -> None:
        for key, value in values.items():
            self._forgotten(session, key, value)
        self.keepers.forget(session)

    def arrived(self, caller: Caller) -> None:
        """A visitor's heartbeat began."""
        self._present[caller.session] = self._present.get(caller.session, 0) + 1
        self._visitors[caller.session] = caller

    def left(self, session: str) -> bool:
        """A visitor's heartbeat ended; return whether it was the session's last: its page is gone."""
        remaining = self._present.get(session, 1) - 1
        if remaining > 0:
            self._present[session] = remaining
            return False
        self._present.pop(session, None)
        self._visitors.pop(session, None)
        return True

    async def unload(self, caller: Caller) -> None:
        """Run what the program wants done when a visitor has left, and let go of what only the page needed."""
        await self._unload(caller)
        self.keepers.forget(caller.session)
        await self._stores.sessions.touch(caller.session)
        if not await self._stores.queue.pending(caller.session):
            self._stores.channel.close(caller.session)

    def present(self, session: str) -> bool:
        """Whether a session's heartbeat is open."""
        return session in self._present

    async def dismiss(self) -> None:
        """The server stops: all who are there have left."""
        for session, caller in list(self._visitors.items()):
            self._present.pop(session, None)
            await self._unload(caller)
        self._visitors.clear()

    def sizes(self) -> dict[str, int]:
        """Return how much is kept of all visitors, by what: nothing of it may grow for ever."""
        stores = self._stores
        kept = {**stores.sessions.sizes(), **stores.queue.sizes(), **stores.channel.sizes(), **stores.files.sizes()}
        return {**kept, "present": len(self._present), "lifetimes": sum(map(len, self._own.values()))}

    async def sweep(self) -> None:
        """Wait, and forget what nobody needs."""
        await self._rest()
        await self.forget_expired()

    async def _rest(self) -> None:
        """Wait until the next look, which comes sooner where a value turns up that lives shorter than the wait."""
        lifetimes = (seconds for own in self._own.values() for seconds in own.values())
        self._pause = max(min([self._sweep, *self._lifetimes.values(), *lifetimes]), SHORTEST)
        loop = asyncio.get_running_loop()
        began = loop.time()
        while (left := began + self._pause - loop.time()) > 0:
            self._shorter.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._shorter.wait()

    async def forget_expired(self) -> None:
        """Drop sessions without a sign of life, and files that are too old."""
        for session in await self._stores.sessions.expired(KEPT):
            if self.present(session):
                await self._stores.sessions.touch(session)
            else:
                self._forget(session, await self._stores.sessions.drop(session))
                self._stores.files.drop(session)
                self._stores.channel.close(session)
        for key, seconds in self._lifetimes.items():
            await self._forget_idle(key, seconds)
        for session, own in list(self._own.items()):
            for key, seconds in list(own.items()):
                await self._forget_idle(key, seconds, [session])
        for session in self._stores.files.idle(KEPT):
            # A session that keeps nothing but files is in no other list.
            gone = not self.present(session) and not self._stores.channel.watched(session)
            if gone and not await self._stores.queue.pending(session):
                self._stores.files.drop(session)
        self._stores.files.delete(self._file_age)
        if self._tidy is not None:
            await self._tidy(self.present, self.discard)

    async def _forget_idle(self, key: str, seconds: float, among: Sequence[str] | None = None) -> None:
        for session in await self._stores.sessions.idle(key, seconds, among):
            if await self._stores.queue.pending(session):
                continue  # a function that runs may hold it
            self._forgotten(session, key, await self._stores.sessions.discard(session, key))
