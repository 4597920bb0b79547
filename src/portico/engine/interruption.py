"""Ending jobs that run, from outside: by who cancels, by a limit of time, whatever their code does about it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from portico.engine.batch import SharedRun
from portico.engine.executors.protocol import GRACE
from portico.engine.lifecycle import Life, Step
from portico.engine.live import Feed
from portico.engine.running import RunningCall
from portico.engine.task import Task
from portico.stores.protocols import Job
from portico.wire.messages import ProcessCompleted


@dataclass(slots=True)
class Active:
    """A job that waits or runs."""

    job: Job
    life: Life
    task: asyncio.Task[None] | None = None
    feed: Feed | None = None
    shared: SharedRun | None = None
    target: Task | None = None
    """What it runs, once it does."""
    call: RunningCall | None = None
    told: bool = False
    """Whether the visitor knows that it ended; its code may go on where it was ended from outside."""
    gate: asyncio.Future[None] | None = None
    """Told when it is the turn of a call that its caller runs, outside the queue's own work."""
    ended: bool = False
    """Whether the code, as far as it is asynchronous, has ended."""
    freed: bool = False
    """Whether others have its place."""
    claimed_at: float = 0.0
    """When its turn came, by `time.monotonic()`, where somebody measures; 0 before that."""


class Interruption:
    """Ends what runs.

    Args:
        patience: Seconds after which a coroutine that ignores its cancellation is cancelled once more; after as many
            again its place is given to others.
        tell: Tells the visitor how a job ended.
        give_up: Gives a job's place to others.
    """

    def __init__(
        self, patience: float, tell: Callable[[Active, ProcessCompleted], None], give_up: Callable[[Active], object]
    ) -> None:
        self.patience = patience
        self._tell = tell
        self._give_up = give_up

    def end(self, active: Active, step: Step, message: ProcessCompleted) -> None:
        """End a running job for its visitor now; its place is free when its code has really ended."""
        if active.life.ended:
            return
        active.life.take(step)
        self._tell(active, message)
        if active.call is None or active.task is None:
            # It was claimed a moment ago and has not begun; it sees for itself that it is over.
            return
        active.call.end()
        active.task.cancel()
        asyncio.get_running_loop().call_later(self.patience, self._insist, active, True)

    def _insist(self, active: Active, again: bool) -> None:
        """Code that swallows its cancellation must not keep its place for ever."""
        if active.ended or active.task is None:
            return
        if again:
            active.task.cancel()
            asyncio.get_running_loop().call_later(self.patience, self._insist, active, False)
        else:
            self._give_up(active)


async def end_tasks(owned: set[asyncio.Task[None]]) -> None:
    """Cancel what goes on; twice where it waits for code that does not end, and then no longer."""
    for _ in range(2):
        for task in list(owned):
            task.cancel()
        if owned:
            await asyncio.wait(list(owned), timeout=GRACE)
