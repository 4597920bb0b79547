"""The supervisor: owns the engine's background tasks, so that none of them fails unseen or stays ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from portico.lang.ids import incident_number

logger = logging.getLogger("portico.engine")

FIRST, LONGEST = 0.25, 30.0
"""Seconds before work that failed is begun again: after the first failure, and after many."""


class Supervisor:
    """Knows every background task of an engine, and which of them fail."""

    def __init__(self) -> None:
        self.owned: set[asyncio.Task[Any]] = set()
        self._failing: dict[str, int] = {}

    def own(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start work that ends by itself; a failure of it is logged."""
        task: asyncio.Task[Any] = asyncio.get_running_loop().create_task(work)
        self.owned.add(task)
        task.add_done_callback(self._ended)
        return task

    def keep(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[Any]:
        """Do something again and again, also after a failure, until the task is cancelled.

        Args:
            name: What is done, for the log and for whoever asks how the server is.
            work: Makes one round of it.
        """
        return self.own(self._rounds(name, work))

    async def _rounds(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            try:
                await work()
            except Exception as error:
                await asyncio.sleep(self.failed(name, error))
            else:
                self.well(name)

    def failed(self, name: str, error: BaseException) -> float:
        """Note a failure; return how many seconds to wait before the next attempt."""
        times = self._failing[name] = self._failing.get(name, 0) + 1
        pause = min(FIRST * 2 ** min(times - 1, 20), LONGEST)
        number = incident_number()
        said = "%s failed, reference %s; it is tried again in %g seconds"
        logger.error(said, name, number, pause, exc_info=error, extra={"incident": number, "task": name})
        return pause

    def well(self, name: str) -> None:
        """Something works (again)."""
        if self._failing:
            self._failing.pop(name, None)

    @property
    def failing(self) -> list[str]:
        """What failed, and did not work since."""
        return sorted(self._failing)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self.owned.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            number = incident_number()
            said = "A background task failed, reference %s"
            logger.error(said, number, exc_info=error, extra={"incident": number})
