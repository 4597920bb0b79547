"""Spans for OpenTelemetry: how long a call was received, queued, run, encoded and delivered.

Made where the program has set a tracer provider before it launched; without one nothing of the library is imported.
What a visitor sent is in no span. `traceparent` of the request links a call to whoever asked.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from time import time_ns
from typing import Any

from portico.stores.protocols import Job
from portico.wire.messages import Message, ProcessCompleted

API = "opentelemetry.trace"
CARRIED = frozenset({"traceparent", "tracestate"})
"""Headers that say what a request belongs to."""
MOST = 10_000
"""Calls that are followed at once: those that wait, run, or wait to be read. The oldest is let go first."""


class _Trace:
    """One call that is followed."""

    __slots__ = ("context", "over", "root", "run", "since", "told")

    def __init__(self, root: Any, context: Any, since: int) -> None:
        self.root = root
        self.context = context
        self.since = since
        """When its present part began, in nanoseconds."""
        self.run: Any = None
        self.over = False
        self.told = False


class Spans:
    """Tells a tracer what happens to calls.

    Args:
        tracer: An OpenTelemetry tracer.
    """

    def __init__(self, tracer: Any) -> None:
        from opentelemetry import context, propagate, trace

        self._tracer = tracer
        self._context, self._trace, self._extract = context, trace, propagate.extract
        self._followed: OrderedDict[str, _Trace] = OrderedDict()

    @classmethod
    def wanted(cls) -> Spans | None:
        """Return spans where the program has set a tracer provider; None where it has not.

        A program that set one has imported the library itself, so nobody else has to wait for it.
        """
        if API not in sys.modules:
            return None
        from opentelemetry import trace

        provider = trace.get_tracer_provider()
        if isinstance(provider, (trace.ProxyTracerProvider, trace.NoOpTracerProvider)):
            return None
        return cls(provider.get_tracer("portico"))

    def asked(self, job: Job, name: str, arrived: int = 0) -> None:
        """Somebody asked for a call.

        Args:
            job: The call.
            name: The endpoint.
            arrived: When the request came, in nanoseconds; 0: now.
        """
        carrier = {key: value for key, value in job.caller.headers if key in CARRIED}
        arrived = arrived or time_ns()
        root = self._tracer.start_span(
            f"portico {name}",
            context=self._extract(carrier),
            kind=self._trace.SpanKind.SERVER,
            attributes={"portico.endpoint": name, "portico.event": job.id},
            start_time=arrived,
        )
        self._followed[job.id] = _Trace(root, self._trace.set_span_in_context(root), arrived)
        while len(self._followed) > MOST:
            _, oldest = self._followed.popitem(last=False)
            oldest.root.end()

    def joined(self, job: Job) -> None:
        """A call was received, and waits."""
        trace = self._followed.get(job.id)
        if trace is not None:
            now = time_ns()
            self._child(trace, "receive", trace.since, now)
            trace.since = now

    def began(self, job: Job) -> None:
        """A call's turn has come."""
        trace = self._followed.get(job.id)
        if trace is not None and trace.run is None:
            now = time_ns()
            self._child(trace, "queue", trace.since, now)
            trace.run = self._tracer.start_span("run", context=trace.context, start_time=now)

    def inside(self, job: Job) -> None:
        """Let what this asyncio task, and the threads that work for it, measure themselves stand below the run."""
        trace = self._followed.get(job.id)
        if trace is not None:
            if trace.run is None:
                trace.run = self._tracer.start_span("run", context=trace.context)
            # Never taken back: the task ends with the call, and what it set ends with the task.
            self._context.attach(self._trace.set_span_in_context(trace.run, trace.context))

    def ended(self, job: Job, outcome: str, incident: str | None) -> None:
        """A call has ended; who asked may still have to be told."""
        trace = self._followed.get(job.id)
        if trace is None:
            return
        trace.root.set_attribute("portico.outcome", outcome)
        if incident is not None:
            trace.root.set_attribute("portico.incident", incident)
        if outcome in ("failed", "refused"):
            status = self._trace.Status(self._trace.StatusCode.ERROR, outcome)
            trace.root.set_status(status)
            if trace.run is not None:
                trace.run.set_status(status)
        if trace.run is not None:
            trace.run.end()
        trace.root.end()
        trace.over = True
        if trace.told:
            self.forget(job.id)

    def forget(self, event: str) -> None:
        """Nobody has to be told of a call any more."""
        self._followed.pop(event, None)

    def delivered(self, messages: Iterable[Message], began: int, encoded: int) -> None:
        """Messages went out; those that end a call end its trace.

        Args:
            messages: What went out.
            began: When writing them as bytes began, in nanoseconds.
            encoded: When that was done.
        """
        for event in ends(messages):
            trace = self._followed.get(event)
            if trace is not None and not trace.told:
                trace.told = True
                self._child(trace, "encode", began, encoded)
                self._child(trace, "deliver", encoded, time_ns())
                # A visitor is told before the function's thread is given back, which is when the call is over.
                if trace.over:
                    self.forget(event)

    def _child(self, trace: _Trace, name: str, began: int, ended: int) -> None:
        self._tracer.start_span(name, context=trace.context, start_time=began).end(max(began, ended))

    def __len__(self) -> int:
        return len(self._followed)


def ends(messages: Iterable[Message]) -> Sequence[str]:
    """Return the calls that messages end."""
    return [one.event_id for one in messages if isinstance(one, ProcessCompleted) and one.event_id]
