"""A whole engine on memory stores, with tasks that are written in the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from portico.call.context import Call
from portico.engine.engine import Engine, EngineOptions
from portico.engine.executors.thread import ThreadExecutor
from portico.stores.local_files import LocalFiles
from portico.stores.memory.channel import MemoryChannel
from portico.stores.memory.queue import MemoryQueue
from portico.stores.memory.sessions import MemorySessions
from portico.stores.protocols import Bounds, Stores
from portico.wire.caller import Caller
from portico.wire.messages import Message, Output

from .virtual import HastyLoop


@dataclass
class FakeTask:
    """A task whose rows come from an async generator function."""

    id: int
    rows: Callable[[list[Any], Call], AsyncIterator[Output]]
    group: str = "g"
    concurrency_limit: int | None = None
    generator: bool = False
    check: Any = None
    live: bool = False
    time_limit: float | None = None
    cached: bool = False
    batch_size: int | None = None
    kept: float | None = 0.0
    together: Callable[[list[list[Any]]], Awaitable[list[Output | Exception]]] | None = None
    """Runs several callers' rows at once."""

    @property
    def api_name(self) -> str:
        return f"task{self.id}"

    def run(self, data: list[Any], call: Call) -> AsyncIterator[Output]:
        return self.rows(data, call)

    async def run_batch(self, rows: list[list[Any]], calls: Any, shared: Call) -> list[Output | Exception]:
        assert self.together is not None
        assert len(rows) == len(calls)
        return await self.together(rows)


@dataclass
class Bench:
    """An engine and what a test wants of it."""

    engine: Engine
    tasks: dict[int, FakeTask] = field(default_factory=dict)

    def task(self, rows: Callable[..., AsyncIterator[Output]], **options: Any) -> FakeTask:
        made = FakeTask(len(self.tasks), rows, **options)
        self.tasks[made.id] = made
        return made

    async def join(self, task: FakeTask, *data: Any, session: str = "s") -> str:
        return await self.engine.submit(task, list(data), Caller(session=session))

    async def messages(self, session: str = "s") -> list[Message]:
        """Everything until the stream ends by itself."""
        return [message async for batch in self.engine.stream(session) for message in batch]


@pytest.fixture
def run_engine(tmp_path: Path) -> Callable[..., Any]:
    """Run an async test body on a started engine: `run_engine(body, limits={...})`.

    `hasty=True` lets no time pass, for tasks that need no thread: each timer is due when nothing else is to do.
    """

    def run(body: Callable[[Bench], Awaitable[Any]], *, hasty: bool = False, **options: Any) -> Any:
        async def whole() -> Any:
            stores = Stores(MemorySessions(), MemoryQueue(), MemoryChannel(), LocalFiles(tmp_path))
            options.setdefault("limits", {"g": 1})
            options["bounds"] = Bounds(options.pop("max_size", None), options.pop("max_bytes", None))
            bench = Bench(
                Engine(lambda number, _: bench.tasks[number], stores, ThreadExecutor(4), EngineOptions(**options))
            )
            await bench.engine.start()
            try:
                return await asyncio.wait_for(body(bench), 20)
            finally:
                await bench.engine.stop()

        with asyncio.Runner(loop_factory=HastyLoop if hasty else None) as runner:
            return runner.run(whole())

    return run
