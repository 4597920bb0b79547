"""Calls outside the queue: who asks waits for the answer itself."""

from __future__ import annotations

import asyncio
import contextlib
import time

from portico.call.context import current_call
from portico.engine.eta import Durations
from portico.engine.runner import harmless
from portico.engine.running import RunningCall
from portico.engine.task import Task
from portico.wire.codec import JSON
from portico.wire.messages import Output


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
        if told is error:
            raise
        raise told from error
    finally:
        current_call.reset(token)
        await call.settle()
        await call.release()
