"""Jobs that wait, in this process's own memory.

Everything here runs on the event loop's thread, so a step between two awaits is atomic.
"""

from __future__ import annotations

from collections import OrderedDict, deque

from portico.errors import QueueFull
from portico.stores.protocols import Claim, Job, Waiting


class _Group:
    __slots__ = ("limit", "running", "waiting")

    def __init__(self) -> None:
        self.waiting: deque[Job] = deque()
        self.running = 0
        self.limit: int | None = None

    @property
    def room(self) -> bool:
        return self.limit is None or self.running < self.limit


class MemoryQueue:
    """Jobs in one deque a group."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        self._ready: OrderedDict[str, None] = OrderedDict()
        self._pending: dict[str, int] = {}
        self._waiting = 0

    async def push(self, job: Job, max_size: int | None) -> Waiting:
        """Add a job; raises QueueFull where `max_size` jobs are waiting already."""
        if max_size is not None and self._waiting >= max_size:
            raise QueueFull(f"Queue is full. Max size is {max_size} and size is {self._waiting}.")
        group = self._groups.get(job.group)
        if group is None:
            group = self._groups[job.group] = _Group()
        group.limit = job.limit
        group.waiting.append(job)
        self._waiting += 1
        self._pending[job.session] = self._pending.get(job.session, 0) + 1
        if group.room:
            self._ready[job.group] = None
        length = len(group.waiting)
        return Waiting(job.id, job.session, length - 1, length)

    async def claim(self) -> Claim | None:
        """Take the next job whose group has room, or None. Groups take turns."""
        while self._ready:
            name, _ = self._ready.popitem(last=False)
            group = self._groups[name]
            if not group.waiting or not group.room:
                continue
            job = group.waiting.popleft()
            group.running += 1
            self._waiting -= 1
            if group.waiting and group.room:
                self._ready[name] = None
            length = len(group.waiting)
            moved = [Waiting(other.id, other.session, rank, length) for rank, other in enumerate(group.waiting)]
            return Claim(job, moved)
        return None

    async def finish(self, job: Job) -> int:
        """A claimed job ended: free its place; return how many jobs its session still has."""
        group = self._groups[job.group]
        group.running -= 1
        if group.waiting and group.room:
            self._ready[job.group] = None
        self._tidy(job.group, group)
        return self._settle(job.session)

    async def cancel(self, job: str) -> Job | None:
        """Take a waiting job out of the queue; None where it does not wait (any more)."""
        for name, group in self._groups.items():
            for waiting in group.waiting:
                if waiting.id == job:
                    group.waiting.remove(waiting)
                    self._waiting -= 1
                    self._settle(waiting.session)
                    self._tidy(name, group)
                    return waiting
        return None

    async def pending(self, session: str) -> int:
        """Return how many jobs of the session wait or run."""
        return self._pending.get(session, 0)

    async def waiting(self) -> int:
        """Return how many jobs wait in all groups together."""
        return self._waiting

    def _settle(self, session: str) -> int:
        left = self._pending[session] - 1
        if left:
            self._pending[session] = left
        else:
            del self._pending[session]
        return left

    def _tidy(self, name: str, group: _Group) -> None:
        if not group.running and not group.waiting:
            self._groups.pop(name, None)
            self._ready.pop(name, None)
