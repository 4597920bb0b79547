"""This process's own memory: the default stores for sessions, jobs and messages.

Everything here runs on the event loop's thread, so a step between two awaits is atomic.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portico.errors import QueueFull
from portico.stores.protocols import Claim, Job, Waiting
from portico.wire.messages import Message


class MemorySessions:
    """Session values in a dictionary.

    Args:
        capacity: How many sessions are kept; the one that was used least recently goes first.
    """

    def __init__(self, capacity: int = 10_000) -> None:
        self.capacity = capacity
        self._values: OrderedDict[str, dict[str, _Value]] = OrderedDict()
        self._touched: dict[str, float] = {}

    async def get(self, session: str, key: str) -> Any:
        """Return the value; raises KeyError where there is none."""
        value = self._values[session][key]
        value.used_at = self._touched[session] = time.monotonic()
        return value.value

    async def set(self, session: str, key: str, value: Any) -> None:
        """Keep a value, opening the session where it is new."""
        self._values.setdefault(session, {})[key] = _Value(value, time.monotonic())
        await self.touch(session)
        while len(self._values) > self.capacity:
            await self.drop(next(iter(self._values)))

    async def touch(self, session: str) -> None:
        """Say that the session is in use."""
        if session in self._values:
            self._values.move_to_end(session)
            self._touched[session] = time.monotonic()

    async def expired(self, older_than: float) -> Sequence[str]:
        """Return the sessions nobody touched for so many seconds."""
        limit = time.monotonic() - older_than
        return [session for session, at in self._touched.items() if at < limit]

    async def idle(self, key: str, older_than: float) -> Sequence[str]:
        """Return the sessions that have a value under the key which nobody used for so many seconds."""
        limit = time.monotonic() - older_than
        return [name for name, values in self._values.items() if key in values and values[key].used_at < limit]

    async def discard(self, session: str, key: str) -> Any:
        """Forget one value and return it; raises KeyError where there is none."""
        return self._values[session].pop(key).value

    async def drop(self, session: str) -> Mapping[str, Any]:
        """Forget a session, and return the values it had."""
        self._touched.pop(session, None)
        return {key: kept.value for key, kept in self._values.pop(session, {}).items()}


@dataclass(slots=True)
class _Value:
    value: Any
    used_at: float


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


class _Mailbox:
    __slots__ = ("messages", "reader", "wake")

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.wake: asyncio.Future[None] | None = None
        self.reader: object = None

    def ring(self) -> None:
        if self.wake is not None:
            settle(self.wake)


class MemoryChannel:
    """A list of messages a session and one future that wakes its reader.

    Args:
        capacity: How many mailboxes are kept; one that nobody used goes first, one with a reader never.
    """

    def __init__(self, capacity: int = 2_000) -> None:
        self.capacity = capacity
        self._boxes: OrderedDict[str, _Mailbox] = OrderedDict()

    def publish(self, session: str, messages: Iterable[Message]) -> None:
        """Append messages, in order."""
        box = self._boxes.get(session)
        if box is not None:
            box.messages.extend(messages)
            box.ring()

    def open(self, session: str) -> None:
        """Make the session known, so that a reader may come before the first message."""
        if session in self._boxes:
            self._boxes.move_to_end(session)
            return
        self._boxes[session] = _Mailbox()
        if len(self._boxes) > self.capacity:
            unread = next((name for name, box in self._boxes.items() if box.reader is None), None)
            if unread is not None and unread != session:
                self.close(unread)

    def known(self, session: str) -> bool:
        """Whether the session has a mailbox."""
        return session in self._boxes

    def watched(self, session: str) -> bool:
        """Whether somebody reads the session's messages now."""
        box = self._boxes.get(session)
        return box is not None and box.reader is not None

    async def unread(self, session: str) -> bool:
        """Whether messages wait that no reader took."""
        box = self._boxes.get(session)
        return box is not None and bool(box.messages)

    async def subscribe(self, session: str, idle: float) -> AsyncGenerator[list[Message]]:
        """Yield what was missed, then what comes; an empty list after `idle` seconds. An earlier reader ends."""
        box = self._boxes.get(session)
        if box is None:
            return
        me = box.reader = object()
        box.ring()
        loop = asyncio.get_running_loop()
        try:
            while box.reader is me:
                if box.messages:
                    batch, box.messages = box.messages, []
                    yield batch
                    continue
                wake = box.wake = loop.create_future()
                timer = loop.call_later(idle, settle, wake)
                try:
                    await wake
                finally:
                    timer.cancel()
                if not box.messages and box.reader is me:
                    yield []
        finally:
            if box.reader is me:
                box.reader = None

    def close(self, session: str) -> None:
        """Forget the mailbox; its readers end."""
        box = self._boxes.pop(session, None)
        if box is not None:
            box.reader = None
            box.ring()


def settle(future: asyncio.Future[None]) -> None:
    """Wake who waits, unless something else did."""
    if not future.done():
        future.set_result(None)
