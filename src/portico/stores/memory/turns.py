"""Turns: who goes next within one concurrency group. Sessions take turns; a session's own jobs keep their order."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from itertools import islice

from portico.stores.protocols import Job


class Turns:
    """The waiting jobs of one group.

    The sessions that wait stand in a ring. The one in front gives a job and goes to the end, so that each job waits
    for at most as many jobs of any other session as of its own, and one more.
    """

    __slots__ = ("_ring", "length")

    def __init__(self) -> None:
        self._ring: OrderedDict[str, deque[Job]] = OrderedDict()
        self.length = 0

    def add(self, job: Job) -> int:
        """Add a job at the end of its session's; return how many jobs go before it."""
        mine = self._ring.get(job.session)
        if mine is None:
            # Everybody in the ring gives one job before the end of the ring does.
            rank = len(self._ring)
            self._ring[job.session] = deque((job,))
        else:
            rank = self._before(job.session, len(mine))
            mine.append(job)
        self.length += 1
        return rank

    def _before(self, session: str, own: int) -> int:
        rank, passed = own, False
        for name, jobs in self._ring.items():
            if name == session:
                passed = True
            else:
                rank += min(len(jobs), own if passed else own + 1)
        return rank

    def take(self) -> list[Job]:
        """Take the next job out, and with it those of the same task that may share its run."""

        def same(one: Job, other: Job) -> bool:
            return (one.task, one.batch) == (other.task, other.batch)

        first = next(iter(self._ring.values()))[0]
        wanted = first.batch or 1
        taken = [self._pop(first.session)]
        while len(taken) < wanted:
            # A session whose next job is of another task is passed over: its own jobs keep their order.
            round_of = [name for name, jobs in self._ring.items() if same(jobs[0], first)]
            if not round_of:
                break
            taken += [self._pop(name) for name in round_of[: wanted - len(taken)]]
        return taken

    def _pop(self, session: str) -> Job:
        jobs = self._ring[session]
        job = jobs.popleft()
        if jobs:
            self._ring.move_to_end(session)
        else:
            del self._ring[session]
        self.length -= 1
        return job

    def remove(self, job: Job) -> None:
        """Take out a job that will not run."""
        jobs = self._ring[job.session]
        jobs.remove(job)
        if not jobs:
            del self._ring[job.session]
        self.length -= 1

    def first(self, most: int | None) -> list[Job]:
        """Return the jobs in the order in which they go, at most so many."""
        if most is not None and most <= len(self._ring):
            return [jobs[0] for jobs in islice(self._ring.values(), most)]
        return list(islice(self._order(), most))

    def _order(self) -> Iterator[Job]:
        lines: list[Iterator[Job]] = [iter(jobs) for jobs in self._ring.values()]
        while lines:
            going: list[Iterator[Job]] = []
            for line in lines:
                job = next(line, None)
                if job is not None:
                    yield job
                    going.append(line)
            lines = going
