"""Several callers' jobs in one run: each has its own inputs, answer, failure and end."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from portico.call.context import current_call
from portico.engine.eta import Durations
from portico.engine.failures import Failures, incident
from portico.engine.lifecycle import Life, Step
from portico.engine.runner import cancelled, harmless
from portico.engine.running import RunningCall
from portico.engine.spans import Spans
from portico.engine.task import Task
from portico.errors import UnknownTask
from portico.stores.protocols import Job
from portico.wire.caller import Caller
from portico.wire.codec import JSON, plain
from portico.wire.messages import Failure, Message, Output, ProcessCompleted, ProcessStarts


def silent(message: Message) -> None:
    """Tell nobody: what is said in a run for several callers may be about any of them."""


async def run_together(
    task: Task, rows: list[list[JSON]], calls: Sequence[RunningCall], shared: RunningCall
) -> list[Output | Exception]:
    """Run a task once for several callers and return what became of each.

    Args:
        task: What runs.
        rows: Each caller's inputs.
        calls: Each caller's surroundings.
        shared: The run's own.
    """
    began = time.perf_counter()
    token = current_call.set(shared)
    try:
        outcomes = await task.run_batch(rows, calls, shared)
    except BaseException as error:
        told = harmless(shared, error)
        if told is error:
            raise
        raise told from error
    finally:
        current_call.reset(token)
    duration = time.perf_counter() - began
    for outcome in outcomes:
        if isinstance(outcome, Output):
            outcome.duration = duration
    return outcomes


def of_all(members: list[Member]) -> Caller:
    """Return the first caller, with the roles that all have: what they allow is done for everybody in the run."""
    first, *others = [member.job.caller for member in members]
    if first.roles and others:
        return replace(first, roles=tuple(role for role in first.roles if all(role in one.roles for one in others)))
    return first


@dataclass(slots=True)
class Member:
    """One of the jobs."""

    job: Job
    life: Life
    call: RunningCall
    settled: bool = False
    """Whether the queue knows that it ended."""


class SharedRun:
    """One run of several jobs.

    Args:
        members: The jobs.
        shared: The surroundings of the run itself, whose thread it uses.
        durations: Counts how long it took.
        failures: Says what visitors learn of a failure.
        send: Tells a job's visitor something.
        settle: Tells the queue that a job ended.
        spans: Tells a tracer of the run, where there is one.
    """

    def __init__(
        self,
        members: list[Member],
        shared: RunningCall,
        durations: Durations,
        failures: Failures,
        send: Callable[[Job, Message], None],
        settle: Callable[[Job], Awaitable[None]],
        spans: Spans | None = None,
    ) -> None:
        self.members = members
        self.shared = shared
        shared.caller = of_all(members)
        self.durations = durations
        self.failures = failures
        self.task: asyncio.Task[None] | None = None
        self._send = send
        self._settle = settle
        self._spans = spans
        self._failures: dict[tuple[int, bool], Failure] = {}

    async def work(self, find: Callable[[], Awaitable[Task]]) -> None:
        """Run, and tell each visitor how it ended; returns when the code has really ended."""
        job = self.members[0].job
        average = self.durations.of(job.task)
        name = ""
        try:
            # Whoever cancelled since the claim takes no part.
            live = [member for member in self.members if not member.life.ended]
            for member in live:
                self._send(member.job, ProcessStarts(member.job.id, average))
            if self._spans is not None and live:
                # What the function measures itself stands in one of the traces; the others have the run alone.
                self._spans.inside(live[0].job)
            task = await find()
            name = task.api_name
            rows = [member.job.data for member in live]
            calls = [member.call for member in live]
            outcomes = await run_together(task, rows, calls, self.shared) if live else []
        except asyncio.CancelledError:
            for member in self.members:
                self._cancel(member)
        except Exception as error:
            for member in self.members:
                self._fail(member, error, name)
        else:
            durations = [outcome.duration for outcome in outcomes if isinstance(outcome, Output)]
            if durations:
                self.durations.add(job.task, durations[0] or 0.0)
            for member, outcome in zip(live, outcomes, strict=True):
                if isinstance(outcome, Output):
                    self._done(member, outcome, average)
                else:
                    self._fail(member, outcome, name)
        finally:
            with contextlib.suppress(asyncio.CancelledError):
                await self.shared.release()
            for member in self.members:
                await self._settled(member)

    def drop(self, event: str) -> Awaitable[None] | None:
        """Cancel one job, and the run where nobody is left who wants it; return what must be awaited, if anything."""
        live = [member for member in self.members if not member.life.ended]
        member = next((one for one in live if one.job.id == event), None)
        if member is None:
            return None
        self._cancel(member)
        if len(live) > 1:
            return self._settled(member)
        if self.task is not None:
            # Not at once: a task that is cancelled before its first step would not clean up.
            asyncio.get_running_loop().call_soon(self.task.cancel)
        return None

    async def _settled(self, member: Member) -> None:
        if not member.settled:
            member.settled = True
            await self._settle(member.job)

    def _cancel(self, member: Member) -> None:
        if not member.life.ended:
            member.life.take(Step.CANCEL)
            self._send(member.job, cancelled(member.job.id))

    def _done(self, member: Member, output: Output, average: float | None) -> None:
        if member.life.ended:
            return
        member.life.take(Step.DONE)
        duration = output.duration or 0.0
        output.average_duration = average or duration
        self._send(
            member.job,
            ProcessCompleted(member.job.id, output, cache_duration=duration, avg_time=output.average_duration),
        )

    def _heard(self) -> Iterator[Any]:
        """Give what came from all of them: a failure may quote any."""
        for member in self.members:
            yield from member.call.heard()

    def _fail(self, member: Member, error: Exception, name: str) -> None:
        if member.life.ended:
            return
        member.life.take(Step.FAIL)
        member.life.incident = incident(error)
        known = (id(error), member.job.caller.is_page)
        if known not in self._failures:
            # One failure of all is one line of the log, and one reference.
            # Whoever waited for what is gone is told so.
            show = True if isinstance(error, UnknownTask) else None
            self._failures[known] = self.failures.describe(error, f"/{name}", known[1], show, self._heard)
        failure = self._failures[known]
        title = failure.title or "Error"
        self._send(member.job, ProcessCompleted(member.job.id, plain(failure), success=False, title=title))
