"""Joins, steps, failures, cancels and departures in any order: each job ends once, and nothing is left over."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portico.engine.engine import Engine, EngineOptions
from portico.engine.executors.thread import ThreadExecutor
from portico.errors import Error, QueueFull
from portico.stores.local_files import LocalFiles
from portico.stores.memory.channel import MemoryChannel
from portico.stores.memory.queue import MemoryQueue
from portico.stores.memory.sessions import MemorySessions
from portico.stores.protocols import Bounds, Stores
from portico.wire.caller import Caller
from portico.wire.messages import CloseStream, Estimation, Message, Output, ProcessCompleted, ProcessStarts

from .conftest import FakeTask

LIMIT = 2
PATIENCE = 20_000
"""Rounds of the event loop in which everything that was let go must have ended."""


class World:
    """An engine, three visitors, and a function of each kind; every message that was ever sent."""

    def __init__(self, folder: Path) -> None:
        self.said: dict[str, list[Message]] = {}
        self.joined: list[tuple[str, str]] = []
        self.gates: list[asyncio.Future[str]] = []
        self.runs: Counter[str] = Counter()
        self.inside = 0
        self.open = False
        stores = Stores(MemorySessions(), MemoryQueue(), MemoryChannel(), LocalFiles(folder))
        publish = stores.channel.publish

        def listened(session: str, messages: Any) -> None:
            messages = list(messages)
            for message in messages:
                if message.event_id is not None:
                    self.said.setdefault(message.event_id, []).append(message)
            publish(session, messages)

        stores.channel.publish = listened  # type: ignore[method-assign]
        self.tasks = {
            "plain": FakeTask(0, self.rows, kept=0.0),
            "steps": FakeTask(1, self.steps, kept=None, generator=True),
            "batch": FakeTask(2, self.rows, batch_size=3, kept=0.0, together=self.together),
            "kept": FakeTask(3, self.rows, kept=0.005),
        }
        by_id = {task.id: task for task in self.tasks.values()}
        options = EngineOptions({"g": LIMIT}, Bounds(12, None), grace=0.0, heartbeat=0.01)
        self.engine = Engine(lambda number, _: by_id[number], stores, ThreadExecutor(2), options)

    async def gate(self) -> str:
        """Wait for the test: "go" or "fail"."""
        if self.open:
            return "go"
        waiting: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.gates.append(waiting)
        try:
            return await waiting
        finally:
            self.gates.remove(waiting)

    @contextlib.contextmanager
    def running(self) -> Any:
        self.inside += 1
        assert self.inside <= LIMIT
        try:
            yield
        finally:
            self.inside -= 1

    async def rows(self, data: list[Any], call: Any):
        self.runs[call.job] += 1
        with self.running():
            if await self.gate() == "fail":
                raise Error("as asked", print_exception=False)
            yield Output(data)

    async def steps(self, data: list[Any], call: Any):
        self.runs[call.job] += 1
        with self.running():
            for number in range(3):
                if await self.gate() == "fail":
                    raise Error("as asked", print_exception=False)
                yield Output([number], is_generating=True)

    async def together(self, rows: list[list[Any]]) -> list[Output | Exception]:
        with self.running():
            if await self.gate() == "fail":
                raise Error("as asked", print_exception=False)
            return [Output(row) for row in rows]

    # What may happen

    async def join(self, session: str, kind: str) -> None:
        with contextlib.suppress(QueueFull):
            event = await self.engine.submit(self.tasks[kind], [kind], Caller(session=session))
            self.joined.append((session, event))

    async def step(self, chosen: int, how: str) -> None:
        waiting = [gate for gate in self.gates if not gate.done()]
        if waiting:
            waiting[chosen % len(waiting)].set_result(how)

    async def cancel(self, chosen: int) -> None:
        if self.joined:
            session, event = self.joined[chosen % len(self.joined)]
            await self.engine.cancel(session, event)
            assert not await self.engine.cancel("somebody else", event)

    async def visit(self, session: str) -> None:
        """Read what there is, and leave."""
        stream = self.engine.stream(session)
        reading = asyncio.ensure_future(anext(stream, None))
        await self.pass_by(3)
        reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reading
        await stream.aclose()

    async def pass_by(self, ticks: int) -> None:
        for _ in range(ticks):
            await asyncio.sleep(0)

    # What must be true at the end

    async def end(self) -> None:
        self.open = True
        for gate in list(self.gates):
            if not gate.done():
                gate.set_result("go")
        for _ in range(PATIENCE):
            if not self.engine._active:
                break
            await asyncio.sleep(0)
        assert not self.engine._active, "jobs are left over"
        for _, event in self.joined:
            self.check(event)
        assert not any(self.engine.stores.queue.sizes().values())
        assert not self.engine._by_session
        assert not self.engine.places._told
        assert self.inside == 0
        for session in {session for session, _ in self.joined}:
            (*_, last) = [message async for batch in self.engine.stream(session) for message in batch]
            # Who was given up is not known any more.
            assert isinstance(last, CloseStream) or getattr(last, "session_not_found", False)
        await self.join("a", "plain")
        last = [message async for batch in self.engine.stream("a") for message in batch]
        assert isinstance(last[-1], CloseStream)
        assert self.said[self.joined[-1][1]][-1].success  # type: ignore[union-attr]

    def check(self, event: str) -> None:
        said = self.said[event]
        assert isinstance(said[-1], ProcessCompleted), said
        assert sum(isinstance(message, ProcessCompleted) for message in said) == 1
        kinds = [type(message) for message in said]
        assert kinds.count(ProcessStarts) <= 1
        if ProcessStarts in kinds:
            assert Estimation not in kinds[kinds.index(ProcessStarts) :]
        assert self.runs[event] <= 1


visitors = st.sampled_from("abc")
numbers = st.integers(0, 20)
steps = st.one_of(
    st.tuples(st.just("join"), visitors, st.sampled_from(["plain", "steps", "batch", "batch", "kept"])),
    st.tuples(st.just("step"), numbers, st.sampled_from(["go", "go", "fail"])),
    st.tuples(st.just("cancel"), numbers),
    st.tuples(st.just("visit"), visitors),
    st.tuples(st.just("pass_by"), st.integers(1, 6)),
)


@settings(max_examples=100, deadline=None)
@given(happenings=st.lists(steps, max_size=60), stop=st.booleans())
@pytest.mark.requirement("R62")
def test_any_interleaving_ends_each_job_once(
    tmp_path_factory: Any, happenings: list[tuple[Any, ...]], stop: bool
) -> None:
    async def body() -> None:
        world = World(tmp_path_factory.getbasetemp())
        await world.engine.start()
        try:
            for name, *arguments in happenings:
                await getattr(world, name)(*arguments)
            if not stop:
                await asyncio.wait_for(world.end(), 5)
        finally:
            await world.engine.stop()
        assert not world.engine.supervisor.owned
        if stop:
            # Nobody is told twice, and whoever was running was told at all.
            for _, event in world.joined:
                said = world.said[event]
                ends = sum(isinstance(message, ProcessCompleted) for message in said)
                assert ends == (1 if any(isinstance(message, ProcessStarts) for message in said) else ends)
                assert ends <= 1

    asyncio.run(body())
