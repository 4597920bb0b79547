"""Calls outside the queue: who asks waits for the answer itself."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from portico.call.context import current_call
from portico.engine.batch import run_together, silent
from portico.engine.eta import Durations
from portico.engine.failures import bring
from portico.engine.finding import Finding
from portico.engine.gate import Gate
from portico.engine.runner import harmless
from portico.engine.running import RunningCall
from portico.engine.task import Task
from portico.lang.ids import unguessable
from portico.stores.protocols import Job
from portico.wire.caller import Caller
from portico.wire.codec import JSON
from portico.wire.messages import Message, Output

if TYPE_CHECKING:
    from portico.engine.observers import Observers

T = TypeVar("T")


class DirectCalls:
    """Runs tasks for callers who wait.

    Args:
        surroundings: Makes a job's surroundings.
        validate: Lets a validator look at a job's inputs.
        limit_of: Says how many calls of a task's group may run at once.
        gate: Lets a job through when one more of its group may run.
        durations: Counts how long it took.
        observers: Told of each call, where there are any.
        finding: Finds a task again after a wait.
    """

    def __init__(
        self,
        surroundings: Callable[[Job, Callable[[Message], None]], RunningCall],
        validate: Callable[[Task, Job], Awaitable[None]],
        limit_of: Callable[[Task], int | None],
        gate: Gate,
        durations: Durations,
        observers: Observers | None,
        finding: Finding,
    ) -> None:
        self._surroundings = surroundings
        self._validate = validate
        self._limit_of = limit_of
        self._gate = gate
        self._durations = durations
        self._observers = observers
        self._finding = finding

    async def one(
        self,
        task: Task,
        data: list[JSON],
        caller: Caller,
        *,
        event_data: JSON = None,
        trigger: int | None = None,
        in_turn: bool = False,
    ) -> Output:
        """Run once and return the first row; whatever the function raises comes out.

        Args:
            task: What to run.
            data: The inputs.
            caller: Who asks.
            event_data: What the event carried besides.
            trigger: The block that fired.
            in_turn: Whether the call waits until one more of its group may run.
        """

        async def run(job: Job) -> Output:
            now = await self._now(task, job, in_turn)
            call = self._surroundings(job, silent)
            call.told = data
            return await direct(now, data, call, self._durations)

        return await self._in_turn(task, [data], caller, event_data, trigger, in_turn, run)

    async def together(
        self,
        task: Task,
        rows: list[list[JSON]],
        caller: Caller,
        *,
        event_data: JSON = None,
        trigger: int | None = None,
        in_turn: bool = False,
    ) -> list[Output]:
        """Run once for several samples of one caller; raises what went wrong with any of them."""

        async def run(job: Job) -> list[Output]:
            now = await self._now(task, job, in_turn)
            call = self._surroundings(job, silent)
            call.told = list(rows)
            try:
                outcomes = await run_together(now, rows, [call] * len(rows), call)
            finally:
                await call.release()
            for outcome in outcomes:
                if isinstance(outcome, Exception):
                    bring(outcome, call.heard)
                    raise outcome
            outputs = [outcome for outcome in outcomes if isinstance(outcome, Output)]
            if outputs:
                self._durations.add(task.id, outputs[0].duration or 0.0)
                outputs[0].average_duration = self._durations.of(task.id)
            return outputs

        return await self._in_turn(task, rows, caller, event_data, trigger, in_turn, run)

    async def _now(self, task: Task, job: Job, waited: bool) -> Task:
        """Return what a call runs: what it asked for, or what that has become while it waited."""
        return await self._finding.found(task.id, job.caller) if waited and self._finding.renewed else task

    async def _in_turn(
        self,
        task: Task,
        rows: list[list[JSON]],
        caller: Caller,
        event_data: JSON,
        trigger: int | None,
        in_turn: bool,
        run: Callable[[Job], Awaitable[T]],
    ) -> T:
        number, began = unguessable(), 0.0
        caller.session = caller.session or number
        limit = self._limit_of(task) if in_turn else None
        job = Job(number, caller.session, task.id, task.group, limit, [], caller, event_data, trigger, simple=True)
        job.queued_at = time.monotonic()
        if self._observers is not None and self._observers.spans is not None:
            self._observers.spans.asked(job, f"/{task.api_name}")
        failed: BaseException | None = None
        try:
            if task.check is not None:
                for data in rows:
                    job.data = data
                    await self._validate(task, job)
            if not in_turn:
                began = self._begin(job)
                return await run(job)
            async with self._gate.passed(job):
                began = self._begin(job)
                return await run(job)
        except BaseException as error:
            failed = error
            raise
        finally:
            if self._observers is not None:
                self._observers.called(job, f"/{task.api_name}", began, failed)

    def _begin(self, job: Job) -> float:
        if self._observers is None:
            return 0.0
        if self._observers.spans is not None:
            self._observers.spans.inside(job)
        return time.monotonic()


async def direct(task: Task, data: list[JSON], call: RunningCall, durations: Durations) -> Output:
    """Run a task and return its first row; what the function raises comes out, and nothing that would end more.

    Args:
        task: What to run.
        data: The inputs.
        call: Its surroundings.
        durations: Counts how long it took.
    """
    here = asyncio.current_task()
    call.too_long = lambda _: here is not None and here.cancel()
    began = time.perf_counter()
    token = current_call.set(call)
    try:
        async with contextlib.aclosing(task.run(data, call)) as rows:
            async for output in rows:
                output.duration = time.perf_counter() - began
                durations.add(task.id, output.duration)
                output.average_duration = durations.of(task.id)
                output.used_cache = call.used_cache
                return output
        return Output([])
    except BaseException as error:
        told = harmless(call, error)
        bring(told, call.heard)
        if told is error:
            raise
        raise told from error
    finally:
        current_call.reset(token)
        await call.settle()
        await call.release()
