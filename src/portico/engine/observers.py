"""The observers of calls: the audit, the meter and the spans, any of which may be absent.

The engine tells them what happens to a call, and of no call where nobody listens.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sized
from typing import Any

from portico.engine.audit import ENDS, Audit
from portico.engine.interruption import Active, end_tasks
from portico.engine.meter import Meter, Outcome
from portico.engine.options import EngineOptions
from portico.engine.spans import Spans
from portico.engine.supervisor import Supervisor
from portico.errors import NotValid, QueueFull, ValidatorFailed
from portico.stores.protocols import Job

REFUSALS = (NotValid, ValidatorFailed, QueueFull)


class Observers:
    """Whoever is told of each call.

    Args:
        audit: Hands records to the author's hook.
        meter: Counts.
        spans: Tells a tracer.
    """

    def __init__(self, audit: Audit | None = None, meter: Meter | None = None, spans: Spans | None = None) -> None:
        self.audit = audit
        self.meter = meter
        self.spans = spans
        self.auditing: asyncio.Task[Any] | None = None
        """What hands records over; it ends last."""

    @classmethod
    def of(cls, options: EngineOptions) -> Observers | None:
        """Return whoever an app wants told; None where that is nobody."""
        if options.audit is None and options.meter is None and options.spans is None:
            return None
        return cls(None if options.audit is None else Audit(options.audit), options.meter, options.spans)

    def start(self, supervisor: Supervisor, active: Sized) -> None:
        """Begin the work that goes on in the background.

        Args:
            supervisor: Keeps it going.
            active: The engine's jobs that wait or run.
        """
        if self.meter is not None:
            self.meter.busy = lambda: len(active) > 0
        if self.audit is not None:
            self.auditing = supervisor.keep("The audit", self.audit.tell)

    def claimed(self, active: Active) -> None:
        """Its turn has come."""
        active.claimed_at = time.monotonic()
        if self.meter is not None and self.meter.look is None:
            self.meter.watch()
        if self.spans is not None:
            self.spans.began(active.job)

    def ended(self, active: Active, name: str) -> None:
        """A call that was queued came to its end."""
        job, life = active.job, active.life
        outcome: Outcome = ENDS.get(life.last, "cancelled") if life.last is not None else "refused"
        if self.audit is not None:
            self.audit.ended(job.caller, name, job.queued_at, life)
        if self.meter is not None:
            self.meter.ended(name, outcome, job.queued_at, active.claimed_at)
        if self.spans is not None:
            self.spans.ended(job, outcome, life.incident)

    def refused(self, job: Job, name: str, error: BaseException) -> None:
        """A call was not queued."""
        if self.audit is not None:
            self.audit.raised(job.caller, name, job.queued_at, error, refused=True)
        if self.meter is not None:
            self.meter.ran(name, "refused", 0.0)
        if self.spans is not None:
            self.spans.ended(job, "refused", None)

    def recalled(self, job: Job, name: str) -> None:
        """A call was answered from a cache, and was not queued."""
        if self.audit is not None:
            self.audit.raised(job.caller, name, job.queued_at, None, refused=False)
        if self.meter is not None:
            self.meter.ran(name, "done", 0.0)
        if self.spans is not None:
            self.spans.ended(job, "done", None)

    def called(self, job: Job, name: str, began: float, error: BaseException | None) -> None:
        """A call ended whose caller waited for the answer.

        Args:
            job: The call.
            name: The endpoint.
            began: When its function began, by `time.monotonic`; 0 where it never did.
            error: What it ended with.
        """
        refused = isinstance(error, REFUSALS)
        if self.audit is not None:
            self.audit.raised(job.caller, name, job.queued_at, error, refused=refused)
        outcome: Outcome = "refused" if refused else "done" if error is None else "failed"
        if isinstance(error, asyncio.CancelledError):
            outcome = "cancelled"
        if self.meter is not None:
            self.meter.ran(name, outcome, began)
        if self.spans is not None:
            self.spans.ended(job, outcome, None)
            self.spans.forget(job.id)

    async def close(self) -> None:
        """Nothing more comes."""
        if self.meter is not None:
            self.meter.close()
        if self.audit is not None:
            await self.audit.close()
        if self.auditing is not None:
            await end_tasks({self.auditing})
