"""All that can happen to jobs, in any order, on a clock of its own: none is lost or runs twice, nothing is left."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from portico.call.context import current_call
from portico.call.notify import Info
from portico.engine.engine import Engine, EngineOptions
from portico.errors import Error, QueueFull
from portico.stores.local_files import LocalFiles
from portico.stores.memory.channel import MemoryChannel
from portico.stores.memory.queue import MemoryQueue
from portico.stores.memory.sessions import MemorySessions
from portico.stores.protocols import Bounds, Stores
from portico.wire.caller import Caller
from portico.wire.messages import CloseStream, Output, ProcessCompleted, ProcessStarts, UnexpectedError

from .conftest import FakeTask
from .virtual import HeldThreads, VirtualLoop

LIMITS: dict[str, int | None] = {"one": 1, "two": 2, "free": None}
SESSIONS = ("a", "b", "c")
MAX_WAITING = 4
PATIENCE = 3.0
GRACE = 10.0
JOBS = st.integers(0, 20)
MANNERS = ("obeys", "cleans up", "deaf", "threaded", "limited", "raises at once")
RAISED = (ValueError("v"), Error("e"), SystemExit(1), KeyboardInterrupt(), asyncio.CancelledError(), GeneratorExit())


@dataclass
class Script:
    """What one job does, told step by step."""

    manner: str
    starts: int = 0
    over: bool = False
    orders: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)

    async def next(self) -> Any:
        while True:
            try:
                return await self.orders.get()
            except asyncio.CancelledError:
                if self.manner != "deaf":
                    raise

    async def rows(self, data: list[Any], call: Any) -> Any:
        self.starts += 1
        assert current_call.get() is call
        try:
            if self.manner == "raises at once":
                raise ValueError("at once")
            if self.manner == "limited":
                call.limit(5.0)
            if self.manner == "threaded":
                await call.execute(lambda: None)
            while (order := await self.next()) is not None:
                if isinstance(order, BaseException):
                    raise order
                Info("on the way")
                yield Output([order], is_generating=True)
            if self.manner == "deaf":
                yield Output(["late"])
        finally:
            if self.manner == "cleans up":
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.sleep(1.0)
            self.over = True


class Reader:
    """Somebody who reads a session's stream."""

    def __init__(self, loop: VirtualLoop, engine: Engine, session: str) -> None:
        self.messages: list[Any] = []
        self.task = loop.create_task(self._read(engine, session))

    async def _read(self, engine: Engine, session: str) -> None:
        async with contextlib.aclosing(engine.stream(session)) as batches:
            async for batch in batches:
                self.messages += batch


class Life(RuleBasedStateMachine):
    """Jobs of three sessions in three groups."""

    def __init__(self) -> None:
        super().__init__()
        logging.disable(logging.CRITICAL)
        gc.freeze()  # what was there before need not be looked through at the end of each life
        self.loop = VirtualLoop()
        asyncio.set_event_loop(self.loop)
        self.folder = tempfile.TemporaryDirectory()
        self.threads = HeldThreads()
        self.scripts: dict[str, Script] = {}
        self.sessions: dict[str, str] = {}
        self.told: dict[str, list[Any]] = {}
        self.readers: dict[str, Reader] = {}
        self.stopped = False
        self.due: list[Script] = []
        channel = MemoryChannel()
        stores = Stores(MemorySessions(), MemoryQueue(), channel, LocalFiles(Path(self.folder.name)))
        publish = channel.publish

        def recorded(session: str, messages: Any) -> None:
            messages = list(messages)
            for message in messages:
                if message.event_id is not None:
                    self.told.setdefault(message.event_id, []).append(message)
                if isinstance(message, ProcessCompleted):
                    self.ended_at[message.event_id] = self.loop.now
            publish(session, messages)

        channel.publish = recorded  # type: ignore[method-assign]
        options = EngineOptions(dict(LIMITS), bounds=Bounds(MAX_WAITING), patience=PATIENCE, grace=GRACE)
        self.tasks = {number: FakeTask(number, self._rows, group) for number, group in enumerate(LIMITS)}
        self.engine = Engine(lambda number, _: self.tasks[number], stores, self.threads, options)
        self.loop.run(self.engine.start())

        self.ended_at: dict[str, float] = {}
        self.late: list[str] = []

    async def _rows(self, data: list[Any], call: Any) -> Any:
        if self.stopped:
            self.late.append(call.job)
        async with contextlib.aclosing(self.scripts[call.job].rows(data, call)) as rows:
            async for row in rows:
                yield row

    def _job(self, number: int) -> str:
        """One of the jobs, by its place; their names are made by chance."""
        return list(self.scripts)[number % len(self.scripts)]

    # What may happen

    @precondition(lambda self: not self.stopped)
    @rule(
        session=st.sampled_from(SESSIONS), group=st.integers(0, 2), manner=st.sampled_from(MANNERS), ready=st.booleans()
    )
    def submit(self, session: str, group: int, manner: str, ready: bool) -> None:
        script = Script(manner)

        async def join() -> None:
            # The job's number is known only afterwards, and it may have begun by then.
            event = await self.engine.submit(self.tasks[group], [], Caller(session=session))
            self.scripts[event], self.sessions[event] = script, session
            if ready:
                script.orders.put_nowait("r")
                script.orders.put_nowait(None)

        with contextlib.suppress(QueueFull):
            self.loop.run(join())

    @precondition(lambda self: not self.stopped)
    @rule(session=st.sampled_from(SESSIONS), group=st.integers(0, 2), manner=st.sampled_from(MANNERS))
    def submit_and_cancel_at_once(self, session: str, group: int, manner: str) -> None:
        async def both() -> None:
            event = await self.engine.submit(self.tasks[group], [], Caller(session=session))
            self.scripts[event], self.sessions[event] = Script(manner), session
            await self.engine.cancel(session, event)

        with contextlib.suppress(QueueFull):
            self.loop.run(both())

    @precondition(lambda self: not self.stopped)
    @rule(group=st.integers(0, 2), manner=st.sampled_from(["deaf", "threaded", "cleans up"]), seconds=st.integers(0, 8))
    def cancel_what_is_slow_to_end(self, group: int, manner: str, seconds: int) -> None:
        before = set(self.scripts)
        self.submit(session="a", group=group, manner=manner, ready=False)
        for event in set(self.scripts) - before:
            self.loop.run(self.engine.cancel("a", event))
        self.loop.advance(seconds)

    @precondition(lambda self: self.scripts)
    @rule(job=JOBS, order=st.sampled_from(["row", "rows", None, *RAISED]))
    def step(self, job: int, order: Any) -> None:
        script = self.scripts[self._job(job)]
        for _ in range(3 if order == "rows" else 1):
            script.orders.put_nowait(order)
        self.loop.settle()

    @precondition(lambda self: self.scripts)
    @rule(job=JOBS, session=st.sampled_from(SESSIONS))
    def cancel(self, job: int, session: str) -> None:
        event = self._job(job)
        before = len(self.told[event])
        found = self.loop.run(self.engine.cancel(session, event))
        if session != self.sessions[event]:
            assert not found
            assert len(self.told[event]) == before
        elif found:
            assert any(isinstance(message, ProcessCompleted) for message in self.told[event]), "it is told at once"

    @precondition(lambda self: self.scripts)
    @rule(job=JOBS, order=st.sampled_from(["row", None, ValueError("v")]))
    def cancel_while_it_steps(self, job: int, order: Any) -> None:
        event = self._job(job)

        async def both() -> None:
            self.scripts[event].orders.put_nowait(order)
            await self.engine.cancel(self.sessions[event], event)

        self.loop.run(both())

    @rule(session=st.sampled_from(SESSIONS))
    def connect(self, session: str) -> None:
        if session not in self.readers or self.readers[session].task.done():
            self.readers[session] = Reader(self.loop, self.engine, session)
            self.loop.settle()

    @precondition(lambda self: self.readers)
    @rule(session=st.sampled_from(SESSIONS))
    def disconnect(self, session: str) -> None:
        reader = self.readers.pop(session, None)
        if reader is not None:
            reader.task.cancel()
            self.loop.settle()

    @rule(seconds=st.sampled_from([0.3, 1.0, PATIENCE, 6.0, GRACE + 1, 40.0]))
    def time_passes(self, seconds: float) -> None:
        self.loop.advance(seconds)
        for session, reader in self.readers.items():
            jobs = [event for event, owner in self.sessions.items() if owner == session]
            # One who comes when all is told hears so at the next heartbeat.
            if seconds > 30.0 and all(isinstance(self.told[event][-1], ProcessCompleted) for event in jobs):
                assert reader.task.done(), "nothing is left to be told"

    @rule()
    def threads_return(self) -> None:
        self.threads.let_go()
        self.loop.settle()

    @precondition(lambda self: not self.stopped and len(self.scripts) > 3)
    @rule()
    def shut_down(self) -> None:
        self.stopped = True
        stopping = self.loop.create_task(self.engine.stop())
        self.loop.advance(60.0)
        assert stopping.done(), "stopping takes a bounded time, whatever the jobs do"
        stopping.result()
        assert self.threads.closed

    # What holds at any time

    @invariant()
    def no_job_runs_twice_and_each_is_told_its_end_once(self) -> None:
        for event, script in self.scripts.items():
            assert script.starts <= 1
            kinds = [type(message) for message in self.told[event]]
            assert kinds.count(ProcessStarts) <= 1
            assert kinds.count(ProcessCompleted) <= 1
            if ProcessCompleted in kinds:
                assert kinds[-1] is ProcessCompleted, "nothing follows the end"

    @invariant()
    def no_group_runs_more_than_its_limit(self) -> None:
        running = Counter(one.job.group for one in self.engine._active.values() if one.task is not None)
        for group, limit in LIMITS.items():
            assert limit is None or running[group] <= limit

    @invariant()
    def the_queue_and_the_engine_agree(self) -> None:
        if self.stopped:
            return
        queue: Any = self.engine.stores.queue
        pending = Counter(one.job.session for one in self.engine._active.values())
        assert queue._pending == dict(pending)
        waiting = [one for one in self.engine._active.values() if one.task is None]
        assert len(queue._jobs) == len(waiting) <= MAX_WAITING
        for one in waiting:
            group = queue._groups[one.job.group]
            assert not group.ready, "somebody waits though there is room"

    @invariant()
    def a_coroutine_that_ignores_its_end_keeps_its_place_for_a_while_only(self) -> None:
        for event, active in self.engine._active.items():
            if active.told and not active.ended and not self.stopped:
                assert self.loop.now - self.ended_at[event] <= 2 * PATIENCE

    @invariant()
    def nothing_begins_after_the_end(self) -> None:
        assert self.late == []

    @invariant()
    def nothing_is_raised_that_nobody_hears(self) -> None:
        assert self.loop.problems == []

    # The end

    def teardown(self) -> None:
        try:
            for _ in range(len(self.scripts) + 1):
                for script in self.scripts.values():
                    script.orders.put_nowait(None)
                self.threads.let_go()
                self.loop.advance(GRACE)
            if not self.stopped:
                self.everything_came_to_its_end()
                self.loop.create_task(self.engine.stop())
            self.loop.advance(60.0)
            for session, reader in self.readers.items():
                assert reader.task.done(), f"the stream of {session} never ends"
                ended = [m for m in reader.messages if isinstance(m, (CloseStream, UnexpectedError))]
                assert len(ended) == 1
                assert reader.messages[-1] is ended[0]
            assert all(script.over for script in self.scripts.values() if script.starts)
            left = asyncio.all_tasks(self.loop)
            assert not left, left
            gc.collect()  # an exception that nobody asked for is told when its task goes
            self.nothing_is_raised_that_nobody_hears()
            self.nothing_begins_after_the_end()
        finally:
            gc.unfreeze()
            logging.disable(logging.NOTSET)
            asyncio.set_event_loop(None)
            self.loop.close()
            self.folder.cleanup()

    def everything_came_to_its_end(self) -> None:
        for event, messages in self.told.items():
            assert isinstance(messages[-1], ProcessCompleted), f"{event} was lost"
        assert not self.threads.leased
        assert self.engine._active == {}
        assert self.engine._by_session == {}
        queue: Any = self.engine.stores.queue
        assert queue._groups == {}
        assert queue._pending == {}
        assert len(queue._jobs) == 0


Life.TestCase.settings = settings(
    max_examples=100,
    phases=[Phase.generate],
    database=None,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class TestLife(Life.TestCase):
    """The machine, as a test."""
