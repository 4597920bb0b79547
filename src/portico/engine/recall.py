"""Looking for a call's result before it is queued."""

from __future__ import annotations

import asyncio

from portico.call.context import Call, current_call
from portico.engine.task import Task
from portico.wire.codec import JSON
from portico.wire.messages import Output

PATIENCE = 1.0
"""Seconds to look. The visitor waits for an event id meanwhile; who waits longer, for a thread, joins the queue."""


async def recall(task: Task, call: Call, data: list[JSON]) -> list[Output] | None:
    """Return the rows of a call whose result is known; None where it is not, or not found soon.

    What goes wrong here goes wrong again when the function is to run, and is told then.
    """
    token = current_call.set(call)
    try:
        async with asyncio.timeout(PATIENCE):
            return await task.recalled(data, call)
    except Exception:
        return None
    finally:
        current_call.reset(token)
