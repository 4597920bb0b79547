"""The gate: a call outside the queue waits there until one more of its concurrency group may run."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable

from portico.engine.interruption import Active
from portico.engine.lifecycle import Life, Step
from portico.errors import QueueFull
from portico.stores.protocols import Bounds, Channel, Job, JobQueue


def check_backlog(channel: Channel, session: str, bounds: Bounds) -> None:
    """Raise QueueFull for a session that asks for more and reads nothing of what it is told."""
    if bounds.unread is not None and (waiting := channel.backlog(session)) >= bounds.unread:
        raise QueueFull(
            f"Queue is full for this visitor: {waiting} messages wait, and nobody reads them. Read queue/data first. "
            "The setting is Security(unread_messages=…)."
        )


class Gate:
    """Puts a job among those that wait, and lets its caller go on when it is its turn.

    Args:
        queue: Where jobs wait.
        bounds: How much may wait.
        active: The engine's jobs by id.
        schedule: Begins what may run.
        settle: Frees a job's place.
    """

    def __init__(
        self,
        queue: JobQueue,
        bounds: Bounds,
        active: dict[str, Active],
        schedule: Callable[[], Awaitable[None]],
        settle: Callable[[Job], Awaitable[None]],
    ) -> None:
        self._queue = queue
        self._bounds = bounds
        self._active = active
        self._schedule = schedule
        self._settle = settle

    @contextlib.asynccontextmanager
    async def passed(self, job: Job) -> AsyncGenerator[None]:
        """Wait for the job's turn; its place is free again at the end. Raises QueueFull."""
        gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        active = Active(job, Life(), gate=gate)
        await self._queue.push(job, self._bounds)
        active.life.take(Step.JOIN)
        self._active[job.id] = active
        try:
            await self._schedule()
            await gate
            yield
        finally:
            if await self._queue.cancel(job.id) is None:
                await self._settle(job)
            else:
                self._active.pop(job.id, None)
