"""One job from claim to finish: rows, failures, cancellation."""

from __future__ import annotations

import asyncio
import contextlib
import time

from portico.call.context import current_call
from portico.engine.diff import diff
from portico.engine.failures import describe
from portico.engine.lifecycle import Life, Step
from portico.engine.running import RunningCall
from portico.engine.task import Check, Task
from portico.errors import NotValid, ValidatorFailed
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
        show_error: Whether visitors see the text of any exception.
        average: The average duration so far, in seconds.
    """

    def __init__(
        self, task: Task, call: RunningCall, data: list[JSON], life: Life, show_error: bool, average: float | None
    ) -> None:
        self.task = task
        self.call = call
        self.data = data
        self.life = life
        self.show_error = show_error
        self.average = average
        self.duration = 0.0

    async def to_end(self) -> ProcessCompleted:
        """Run, publish each row, and return the message that ends the job; it is the caller's to send, exactly once."""
        began = time.perf_counter()
        token = current_call.set(self.call)
        try:
            message = await self._rows(began)
        except asyncio.CancelledError:
            self.life.take(Step.CANCEL)
            message = cancelled(self.call.job)
        except Exception as error:
            first = self.life.can(Step.ROW) and self.life.state.value == "running"
            self.life.take(Step.FAIL)
            failure = describe(error, self.show_error, f"/{self.task.api_name}", self.call.caller.is_page)
            title = (failure.title or "Error") if first else None
            message = ProcessCompleted(self.call.job, plain(failure), success=False, title=title)
        finally:
            current_call.reset(token)
            self.duration = time.perf_counter() - began
        return message

    async def _rows(self, began: float) -> ProcessCompleted:
        last: Output | None = None
        async with contextlib.aclosing(self.task.run(self.data, self.call)) as rows:
            async for output in rows:
                output.duration = time.perf_counter() - began
                output.average_duration = self.average or output.duration
                if output.is_generating:
                    self.call.publish(self._generating(output, last))
                    self.life.take(Step.ROW)
                last = output
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


async def validate(check: Check, what: str, call: RunningCall, data: list[JSON], show_error: bool) -> None:
    """Let a validator look at a call's inputs, outside the queue.

    Raises:
        NotValid: The validator refuses them.
        ValidatorFailed: It raised something itself, or an input does not fit its component.
    """
    token = current_call.set(call)
    try:
        verdicts = await check(data, call)
    except Exception as error:
        failure = describe(error, show_error, f"The validator of {what}", call.caller.is_page)
        raise ValidatorFailed(failure.error or "The inputs could not be checked.") from error
    finally:
        current_call.reset(token)
        await call.release()
    if verdicts:
        raise NotValid(verdicts)


def cancelled(job: str) -> ProcessCompleted:
    """Return the message that ends a cancelled job. An empty `data` is what every client can read."""
    return ProcessCompleted(job, {"data": []})
