"""Run a page's listeners on a real engine, without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from graph.rendering import Visit
from portico.engine.engine import Engine, EngineOptions
from portico.engine.executors.thread import ThreadExecutor
from portico.engine.live import Piece
from portico.stores.local_files import LocalFiles
from portico.stores.memory.channel import MemoryChannel
from portico.stores.memory.queue import MemoryQueue
from portico.stores.memory.sessions import MemorySessions
from portico.stores.protocols import Stores
from portico.wire.caller import Caller
from portico.wire.codec import plain


class Page:
    """A page whose listeners can be called by name, each call in a session.

    Args:
        demo: The app.
        folder: Where its files go.
    """

    def __init__(self, demo: Any, folder: Path) -> None:
        self.demo = demo
        self.stores = Stores(MemorySessions(), MemoryQueue(), MemoryChannel(), LocalFiles(folder))
        self._folder = folder

    def call(
        self,
        *steps: tuple[Any, ...],
        session: str = "s",
        event_data: Any = None,
        trigger: Any = None,
        simple: bool = False,
    ) -> list[Any]:
        """Run steps `(api_name, *inputs)` one after the other; each gives the list of its messages.

        `simple` sends the values of a generator whole, not as edits.
        Instead of a name, a step may have the number of a listener that the session rendered.
        """

        async def whole() -> list[Any]:
            options = EngineOptions(self.demo.concurrency(1), show_error=True)
            engine = Engine(self._find, self.stores, ThreadExecutor(4), options)
            await engine.start()
            found: list[Any] = []
            try:
                for name, *data in steps:
                    task = self._find(name, session)
                    caller = Caller(session=session, headers=[("x-team", "red")], query=[("page", "2")])
                    number = None if trigger is None else trigger.number
                    await engine.submit(task, data, caller, event_data=event_data, trigger=number, simple=simple)
                    found.append([plain(m) async for batch in engine.stream(session) for m in batch])
            finally:
                await engine.stop()
            return found

        return asyncio.run(asyncio.wait_for(whole(), 20))

    def live(self, name: str, *pieces: list[Any], session: str = "s") -> list[Any]:
        """Feed a live listener, each piece after the answer to the one before; its messages."""

        async def whole() -> list[Any]:
            task = next(one for one in self.demo.listeners.values() if one.api_name == name)
            options = EngineOptions(self.demo.concurrency(1), show_error=True)
            engine = Engine(lambda _number, _session: task, self.stores, ThreadExecutor(4), options)
            await engine.start()
            rest, found = list(pieces), []
            try:
                event = await engine.submit(task, rest.pop(0), Caller(session=session))
                async for batch in engine.stream(session):
                    for message in batch:
                        found.append(plain(message))
                        feed = engine.feed(event)
                        if found[-1]["msg"] != "process_streaming" or feed is None:
                            continue
                        feed.offer(Piece(rest.pop(0))) if rest else feed.close()
            finally:
                await engine.stop()
            return found

        return asyncio.run(asyncio.wait_for(whole(), 20))

    def _find(self, key: str | int, session: str) -> Any:
        if isinstance(key, int):
            return self.demo.listeners.get(key) or self.demo.branches.find(key, session)
        return next(one for one in self.demo.listeners.values() if one.api_name == key)

    def data(self, *steps: tuple[Any, ...], **options: Any) -> Any:
        """The last step's final row; the error's text where it failed."""
        ended = self.call(*steps, **options)[-1][-2]
        return ended["output"]["data"] if ended["success"] else ended["output"]["error"]


@pytest.fixture
def page(tmp_path: Path) -> Callable[[Any], Page]:
    """`page(demo)`: a page whose listeners can be called."""
    return lambda demo: Page(demo, tmp_path)


@pytest.fixture
def visit(tmp_path: Path) -> Callable[[Any, Callable[[Visit], Awaitable[Any]]], Any]:
    """`visit(demo, body)`: run an asynchronous test on an engine that serves the page."""

    def run(demo: Any, body: Callable[[Visit], Awaitable[Any]], **options: Any) -> Any:
        async def whole() -> Any:
            stores = Stores(MemorySessions(), MemoryQueue(), MemoryChannel(), LocalFiles(tmp_path))
            chosen = EngineOptions(demo.concurrency(1), show_error=True, tidy=demo.branches.tidy, **options)
            engine = Engine(lambda number, session: visited.find(number, session), stores, ThreadExecutor(4), chosen)
            visited = Visit(demo, engine)
            await engine.start()
            try:
                return await asyncio.wait_for(body(visited), 20)
            finally:
                await engine.stop()

        return asyncio.run(whole())

    return run
