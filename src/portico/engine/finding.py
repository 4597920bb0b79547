"""Finding: from a task's number to the task. A page that can be another by now may have to be asked twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from portico.engine.task import Task
from portico.errors import UnknownTask
from portico.wire.caller import Caller

Seek = Callable[[int | str, Caller, UnknownTask], Awaitable[Task]]
"""Returns what a caller asked for, once it is there again; raises UnknownTask."""


async def nowhere(_: int | str, __: Caller, error: UnknownTask) -> Task:
    """Find nothing more."""
    raise error


class Finding:
    """Finds tasks.

    Args:
        find: Returns the task of a number for a session; raises UnknownTask.
    """

    def __init__(self, find: Callable[[int, str], Task]) -> None:
        self.find = find
        self.seek: Seek = nowhere
        self.renewed = False
        """Whether the page may be another than the one that a waiting call asked."""

    async def found(self, number: int, caller: Caller) -> Task:
        """Return the task of a number, for a call whose turn it is; raises UnknownTask."""
        try:
            return self.find(number, caller.session)
        except UnknownTask as error:
            return await self.seek(number, caller, error)
