"""Jobs that wait, in this process's own memory.

Everything here runs on the event loop's thread, so a step between two awaits is atomic.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from portico.errors import QueueFull
from portico.stores.memory.turns import Turns
from portico.stores.protocols import Bounds, Claim, Job, Waiting


class _Group:
    __slots__ = ("limit", "running", "turns")

    def __init__(self) -> None:
        self.turns = Turns()
        self.running = 0
        self.limit: int | None = None

    @property
    def ready(self) -> bool:
        return self.turns.length > 0 and (self.limit is None or self.running < self.limit)


class MemoryQueue:
    """Jobs in one ring of sessions a group."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        self._ready: OrderedDict[str, None] = OrderedDict()
        self._jobs: dict[str, Job] = {}
        self._bytes = 0
        self._pending: dict[str, int] = {}
        self._shared: dict[str, list[int]] = {}
        """Jobs that were claimed with others → one counter for all of them: how many have not ended."""

    async def push(self, job: Job, bounds: Bounds) -> Waiting:
        """Add a job and return where it stands; raises QueueFull where it would not fit."""
        self._check(job, bounds)
        group = self._groups.get(job.group)
        if group is None:
            group = self._groups[job.group] = _Group()
        group.limit = job.limit
        rank = group.turns.add(job)
        self._jobs[job.id] = job
        self._bytes += job.size
        self._pending[job.session] = self._pending.get(job.session, 0) + 1
        if group.ready:
            self._ready[job.group] = None
        return Waiting(job.id, job.session, rank, group.turns.length, group.running)

    def _check(self, job: Job, bounds: Bounds) -> None:
        waiting = len(self._jobs)
        if bounds.jobs is not None and waiting >= bounds.jobs:
            raise QueueFull(f"Queue is full. Max size is {bounds.jobs} and size is {waiting}.")
        if bounds.size is not None and waiting and self._bytes + job.size > bounds.size:
            raise QueueFull(
                f"Queue is full. The inputs of waiting calls may have {bounds.size} bytes; "
                f"they have {self._bytes}, and these are {job.size} more. The setting is queue(max_bytes=…)."
            )
        mine = self._pending.get(job.session, 0)
        if bounds.share is not None and mine >= bounds.share:
            raise QueueFull(
                f"Queue is full for this visitor, who has {mine} calls in it; the others' share is kept free. "
                "The setting is Security(queue_share=…)."
            )

    async def claim(self) -> Claim | None:
        """Take the next job whose group has room, with those that may share its run. Groups take turns."""
        while self._ready:
            name, _ = self._ready.popitem(last=False)
            group = self._groups[name]
            if not group.ready:
                continue
            jobs = group.turns.take()
            group.running += 1
            for job in jobs:
                self._left(job)
            if len(jobs) > 1:
                counter = [len(jobs)]
                self._shared.update((job.id, counter) for job in jobs)
            if group.ready:
                self._ready[name] = None
            return Claim(jobs, group.turns.length)
        return None

    async def finish(self, job: Job) -> int:
        """A claimed job ended; return how many jobs its session still has."""
        counter = self._shared.pop(job.id, None)
        if counter is not None:
            counter[0] -= 1
        if not counter or not counter[0]:
            group = self._groups[job.group]
            group.running -= 1
            if group.ready:
                self._ready[job.group] = None
            self._tidy(job.group, group)
        return self._settle(job.session)

    async def cancel(self, job: str) -> Job | None:
        """Take a waiting job out of the queue; None where it does not wait (any more)."""
        waiting = self._jobs.get(job)
        if waiting is None:
            return None
        group = self._groups[waiting.group]
        group.turns.remove(waiting)
        self._left(waiting)
        self._settle(waiting.session)
        self._tidy(waiting.group, group)
        return waiting

    async def places(self, group: str, most: int | None = None) -> Sequence[Waiting]:
        """Return where the jobs of a group stand, next first: all of them, or at most so many."""
        found = self._groups.get(group)
        if found is None:
            return []
        length, running = found.turns.length, found.running
        ordered = enumerate(found.turns.first(most))
        return [Waiting(job.id, job.session, rank, length, running) for rank, job in ordered]

    async def pending(self, session: str) -> int:
        """Return how many jobs of the session wait or run."""
        return self._pending.get(session, 0)

    async def waiting(self) -> int:
        """Return how many jobs wait in all groups together."""
        return len(self._jobs)

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        return {
            "waiting": len(self._jobs),
            "bytes": self._bytes,
            "groups": len(self._groups),
            "ready": len(self._ready),
            "pending": len(self._pending),
            "shared": len(self._shared),
        }

    def _left(self, job: Job) -> None:
        del self._jobs[job.id]
        self._bytes -= job.size

    def _settle(self, session: str) -> int:
        left = self._pending[session] - 1
        if left:
            self._pending[session] = left
        else:
            del self._pending[session]
        return left

    def _tidy(self, name: str, group: _Group) -> None:
        if not group.running and not group.turns.length:
            self._groups.pop(name, None)
            self._ready.pop(name, None)
