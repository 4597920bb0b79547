"""Waiters: the jobs that wait for their turn, and how one ends that will never have it."""

from __future__ import annotations

from collections.abc import Callable

from portico.engine.failures import Failures, incident
from portico.engine.interruption import Active
from portico.engine.lifecycle import State, Step
from portico.engine.places import Places
from portico.engine.runner import gone
from portico.errors import UnknownTask
from portico.stores.protocols import Job, Stores
from portico.wire.messages import ProcessCompleted


class Waiters:
    """Knows who waits.

    Args:
        stores: What is kept.
        places: Who is told where they stand.
        active: The engine's jobs by id.
        forget: Lets go of a job.
        failures: Says what visitors learn of a failure.
    """

    def __init__(
        self,
        stores: Stores,
        places: Places,
        active: dict[str, Active],
        forget: Callable[[Job], None],
        failures: Failures,
    ) -> None:
        self._stores = stores
        self._places = places
        self._active = active
        self._forget = forget
        self._failures = failures

    def all(self) -> list[Active]:
        """Return the jobs that wait."""
        return [active for active in self._active.values() if active.life.state is State.WAITING]

    async def withdraw(self, active: Active, step: Step, message: ProcessCompleted) -> bool:
        """End a job that waits; return whether it did."""
        job = active.job
        if await self._stores.queue.cancel(job.id) is None:
            return False
        active.life.take(step)
        self._forget(job)
        self._stores.channel.publish(job.session, [message])
        for first in await self._stores.queue.places(job.group, 1):
            await self._places.moved(job.group, first.length)
        return True

    async def refuse(self, active: Active, error: UnknownTask) -> None:
        """End a job that waits for what is not there any more, and tell its visitor."""
        if active.gate is not None:
            if not active.gate.done():
                active.gate.set_exception(error)  # its caller leaves the queue
        elif active.life.can(Step.FAIL):
            active.life.incident = incident(error)
            await self.withdraw(active, Step.FAIL, gone(active.job, error, self._failures))
