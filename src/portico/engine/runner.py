"""One job from claim to finish: rows, failures, cancellation."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

from portico.call.context import current_call
from portico.engine.diff import diff
from portico.engine.failures import Failures, Heard, incident
from portico.engine.lifecycle import Life, State, Step
from portico.engine.running import RunningCall
from portico.engine.task import Check, Task
from portico.errors import NotValid, TimedOut, ValidatorFailed
from portico.lang.aio import contained
from portico.stores.protocols import Job
from portico.wire.codec import JSON, plain
from portico.wire.edits import Changes
from portico.wire.messages import Message, Output, ProcessCompleted, ProcessGenerating


class Run:
    """One job that runs.

    Args:
        task: What it runs.
        call: Its surroundings.
        data: Its inputs.
        life: Its state.
        failures: Says what visitors learn of a failure.
        average: The average duration so far, in seconds.
    """

    def __init__(
        self, task: Task, call: RunningCall, data: list[JSON], life: Life, failures: Failures, average: float | None
    ) -> None:
        self.task = task
        self.call = call
        self.data = data
        self.life = life
        self.failures = failures
        self.average = average
        self.duration = 0.0

    async def to_end(self) -> ProcessCompleted:
        """Run, publish each row, and return the message that ends the job; it is the caller's to send, exactly once."""
        began = time.perf_counter()
        token = current_call.set(self.call)
        try:
            message = await self._rows(began)
        except asyncio.CancelledError as error:
            if not self.call.cancelled and not wanted_to_end():
                message = self._failed(contained(error))
            else:
                if not self.life.ended:
                    self.life.take(Step.CANCEL)
                message = cancelled(self.call.job)
        except GeneratorExit:
            if running_task() is None:
                raise  # this coroutine itself is thrown away, with its loop
            message = self._failed(RuntimeError("The function raised GeneratorExit."))
        except BaseException as error:
            message = self._failed(contained(error))
        finally:
            current_call.reset(token)
            self.duration = time.perf_counter() - began
        return message

    def _failed(self, error: Exception) -> ProcessCompleted:
        if self.life.ended:
            # The visitor has been told that it ended; how it then came to its end is nobody's business.
            return cancelled(self.call.job)
        first = self.life.state is State.RUNNING
        self.life.take(Step.FAIL)
        self.life.incident = incident(error)
        return failed(self.call, self.task, error, self.failures, first)

    async def _rows(self, began: float) -> ProcessCompleted:
        last: Output | None = None
        async with contextlib.aclosing(self.task.run(self.data, self.call)) as rows:
            async for output in rows:
                if self.life.ended:
                    raise asyncio.CancelledError
                output.duration = time.perf_counter() - began
                output.average_duration = self.average or output.duration
                if output.is_generating:
                    self.call.publish(self._generating(output, last))
                    self.life.take(Step.ROW)
                last = output
        if self.life.ended:
            raise asyncio.CancelledError
        duration = time.perf_counter() - began
        self.life.take(Step.DONE)
        if last is None:
            last = Output([])
        final = Output(
            last.data,
            duration=duration,
            average_duration=self.average or duration,
            render_config=last.render_config,
            changed_state_ids=[] if last.is_generating else last.changed_state_ids,
            used_cache=self.call.used_cache,
        )
        return ProcessCompleted(
            self.call.job,
            final,
            used_cache=final.used_cache,
            cache_duration=duration,
            avg_time=self.average or duration,
        )

    def replayed(self, rows: list[Output], duration: float) -> list[Message]:
        """Return the messages of a call that was answered from a cache.

        Args:
            rows: Those that the function gave when it ran.
            duration: Seconds it took to find them.
        """
        average = self.average or duration
        messages: list[Message] = []
        last: Output | None = None
        for output in rows:
            output.duration, output.average_duration = duration, average
            if output.is_generating:
                messages.append(self._generating(output, last))
            last = output
        final = Output(last.data if last else [], duration=duration, average_duration=average)
        if last is not None and not last.is_generating:
            final.changed_state_ids = last.changed_state_ids
        ended = ProcessCompleted(self.call.job, final, used_cache="full", cache_duration=duration, avg_time=average)
        return [*messages, ended]

    def _generating(self, output: Output, last: Output | None) -> Message:
        if last is None or self.call.simple:
            return ProcessGenerating(self.call.job, output)
        edits: list[JSON] = [diff(old, new) for old, new in zip(last.data, output.data, strict=True)]
        changes = Changes(
            edits,
            is_generating=True,
            duration=output.duration,
            average_duration=output.average_duration,
            changed_state_ids=output.changed_state_ids,
        )
        changes.whole = output.data
        return ProcessGenerating(self.call.job, changes)


async def validate(check: Check, what: str, call: RunningCall, data: list[JSON], failures: Failures) -> None:
    """Let a validator look at a call's inputs, outside the queue.

    Raises:
        NotValid: The validator refuses them.
        ValidatorFailed: It raised something itself, or an input does not fit its component.
    """
    token = current_call.set(call)
    try:
        verdicts = await check(data, call)
    except BaseException as raised:
        error = harmless(call, raised)
        if not isinstance(error, Exception):
            raise
        # It is answered with a 400, which has words for API clients, too.
        failure = failures.describe(error, f"The validator of {what}", to_page=True, heard=call.heard)
        raise ValidatorFailed(failure.error or "The inputs could not be checked.") from error
    finally:
        current_call.reset(token)
        await call.release()
    if verdicts:
        raise NotValid(verdicts)


def cancelled(job: str) -> ProcessCompleted:
    """Return the message that ends a cancelled job. An empty `data` is what every client can read."""
    return ProcessCompleted(job, {"data": []})


def failed(call: RunningCall, task: Task, error: Exception, failures: Failures, titled: bool) -> ProcessCompleted:
    """Return the message that ends a failed job, and log what only the author may see."""
    failure = failures.describe(error, f"/{task.api_name}", call.caller.is_page, heard=call.heard)
    title = (failure.title or "Error") if titled else None
    return ProcessCompleted(call.job, plain(failure), success=False, title=title)


def gone(job: Job, error: Exception, failures: Failures, heard: Heard | None = None) -> ProcessCompleted:
    """Return the message that ends a job which waited for what has left its page meanwhile, and log it."""
    failure = failures.describe(error, f"The function with index {job.task}", job.caller.is_page, True, heard)
    return ProcessCompleted(job.id, plain(failure), success=False, title="Error")


def harmless(call: RunningCall, error: BaseException) -> BaseException:
    """Return what a direct call raises for what its function raised: nothing that would end more than the call."""
    if isinstance(error, Exception):
        return error
    task = running_task()
    if isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling():
        if call.expired is None:
            return error
        task.uncancel()
        return TimedOut(call.expired)
    return error if task is None else contained(error)


def wanted_to_end() -> bool:
    """Whether the task that runs was cancelled from outside, and not by an exception of the function's own."""
    task = running_task()
    return task is None or task.cancelling() > 0


def running_task() -> asyncio.Task[Any] | None:
    """Return the task that runs in this thread, None where no loop does."""
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None
