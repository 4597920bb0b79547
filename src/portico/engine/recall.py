"""Looking for a call's result before it is queued."""

from __future__ import annotations

import asyncio
import time

from portico.call.context import current_call
from portico.engine.runner import Run
from portico.wire.messages import Message

PATIENCE = 1.0
"""Seconds to look. The visitor waits for an event id meanwhile; who waits longer, for a thread, joins the queue."""
FEW = 20
"""Rows whose messages are made in no time."""


async def recall(run: Run) -> list[Message] | None:
    """Return the messages of a call whose result is known; None where it is not, or not found soon.

    What goes wrong here goes wrong again when the function is to run, and is told then.
    """
    began = time.perf_counter()
    call = run.call
    token = current_call.set(call)
    try:
        async with asyncio.timeout(PATIENCE):
            rows = await run.task.recalled(run.data, call)
            if rows is None:
                return None
            took = time.perf_counter() - began
            if len(rows) <= FEW:
                return run.replayed(rows, took)
            return await call.execute(lambda: run.replayed(rows, took))
    except Exception:
        return None
    finally:
        current_call.reset(token)
