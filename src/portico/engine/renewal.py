"""Renewal: a running engine gets another page. What runs goes on, what waits is found on the new one."""

from __future__ import annotations

from collections.abc import Callable

from portico.engine.engine import Engine
from portico.engine.executors.protocol import Processes
from portico.engine.finding import Seek
from portico.engine.options import EngineOptions
from portico.engine.task import Task
from portico.errors import UnknownTask
from portico.stores.protocols import Job


def renew(engine: Engine, find: Callable[[int, str], Task], seek: Seek, told: EngineOptions) -> Processes | None:
    """Replace all that an engine knows of its page, and return the processes that only the old page uses.

    It happens on the loop's thread, between two steps of anything else.

    Args:
        engine: What runs.
        find: Returns the task of a number for a session, on the new page.
        seek: Returns a task that is not there at once, but will be.
        told: How the engine behaves with it; what does not come from the page is left as it was.
    """
    options = engine.options
    engine.finding.find, engine.finding.seek, engine.finding.renewed = find, seek, True
    options.limits, options.default_limit = told.limits, told.default_limit
    options.unload, options.lifetimes, options.forgotten = told.unload, told.lifetimes, told.forgotten
    options.tidy = told.tidy
    engine.sessions.renew(told.lifetimes, told.forgotten, told.tidy)
    before = options.processes
    if told.processes is None or before is told.processes:
        return None
    options.processes = told.processes
    return before


async def end_orphans(engine: Engine, comes: Callable[[Job], bool]) -> None:
    """End what waits for something that is no longer there: now, and not when it is its turn.

    Args:
        engine: What runs.
        comes: Whether what a job waits for will be there when its turn comes.
    """
    for active in engine.waiters.all():
        try:
            engine.finding.find(active.job.task, active.job.session)
        except UnknownTask as error:
            if not comes(active.job):
                await engine.waiters.refuse(active, error)
