"""How the engine behaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portico.engine.audit import Hook
from portico.engine.executors.protocol import Processes
from portico.engine.meter import Meter
from portico.engine.sessions import Tidy
from portico.engine.spans import Spans
from portico.engine.task import Task
from portico.stores.protocols import Bounds


@dataclass(slots=True)
class EngineOptions:
    """How the engine behaves.

    Args:
        limits: Concurrency limit by group; None means no limit.
        default_limit: The limit of a group that came later, where its task names none.
        bounds: How much may wait.
        update_rate: Seconds between two messages about a place in the queue; None: more rarely the more wait.
        show_error: Whether visitors see the text of any exception.
        quotes: Whether the log has what exceptions quote of visitors' inputs.
        heartbeat: Seconds of silence after which a stream says that it lives.
        grace: Seconds that a visitor whose stream broke off has to come back before the jobs are cancelled.
        shutdown_grace: Seconds that what runs has to end by itself when the server stops.
        unload: Listeners to run when a visitor leaves.
        startup: Tasks to run once, before the first visitor comes.
        lifetimes: Seconds that a session's value lives after its last use, by key.
        forgotten: Told of each value that is forgotten, by session and key.
        file_age: Seconds after which a file that nobody used is deleted.
        sweep: Seconds between two looks for what nobody needs any more.
        tidy: Forgets what else sessions left behind, at each look.
        patience: Seconds after which a coroutine that ignores its cancellation loses its place, in two steps.
        processes: Where the functions go that run in a process.
        audit: Told of each call, once it ended: who, what, when, how long, with what end.
        meter: Counts the calls.
        spans: Tells a tracer of the calls.
    """

    limits: dict[str, int | None]
    default_limit: int | None = 1
    bounds: Bounds = field(default_factory=Bounds)
    update_rate: float | None = None
    show_error: bool = False
    quotes: bool = False
    heartbeat: float = 15.0
    grace: float = 10.0
    shutdown_grace: float = 0.0
    unload: Sequence[int] = ()
    startup: Sequence[Task] = ()
    lifetimes: Mapping[str, float] = field(default_factory=dict[str, float])
    forgotten: Callable[[str, str, Any], None] = lambda _session, _key, _value: None
    file_age: float = 86_400.0
    sweep: float = 60.0
    tidy: Tidy | None = None
    patience: float = 5.0
    processes: Processes | None = None
    audit: Hook | None = None
    meter: Meter | None = None
    spans: Spans | None = None

    def limit_of(self, task: Task) -> int | None:
        """Return how many calls of a task's group may run at once."""
        group = task.group
        if group in self.limits:
            return self.limits[group]
        own = task.concurrency_limit
        return self.default_limit if own == "default" else own
