"""How long the wait is: moving averages of what each task took."""

from __future__ import annotations

from portico.stores.protocols import Job, Waiting

WEIGHT = 0.2
"""How much the newest run counts against all before it."""

MOST = 10_000
"""How many tasks are remembered. Sessions make tasks of their own when they render, and most of those are soon gone."""


class Durations:
    """Average run times by task, in seconds."""

    def __init__(self) -> None:
        self._averages: dict[int, float] = {}

    def add(self, task: int, seconds: float) -> None:
        """Count one run."""
        known = self._averages.get(task)
        if known is None and len(self._averages) >= MOST:
            del self._averages[next(iter(self._averages))]
        self._averages[task] = seconds if known is None else known + WEIGHT * (seconds - known)

    def of(self, task: int) -> float | None:
        """Return the average, or None before the first run."""
        return self._averages.get(task)

    def wait(self, job: Job, place: Waiting) -> float | None:
        """Return about how many seconds until a waiting job is done, itself included; None before the first run."""
        average = self._averages.get(job.task)
        if average is None or job.limit is None:
            return average
        # Those that run have places; so many runs must end before this job has one.
        ends = place.rank // (job.batch or 1) + 1 + place.running - job.limit
        return average * (1 + max(0, ends) / job.limit)
