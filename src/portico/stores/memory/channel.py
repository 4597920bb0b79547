"""Messages to sessions, in this process's own memory.

Everything here runs on the event loop's thread, so a step between two awaits is atomic.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence

from portico.errors import Missed
from portico.stores.memory.mailbox import MOST, Mailbox
from portico.stores.memory.quiet import Quiet
from portico.stores.protocols import Batch
from portico.wire.messages import Message


class MemoryChannel:
    """A list of messages a session and one future that wakes its reader.

    Args:
        capacity: How many mailboxes are kept; one that nobody used goes first, one with a reader never.
        most: How many messages wait for a page before streamed steps are joined.
    """

    def __init__(self, capacity: int = 2_000, most: int = MOST) -> None:
        self.capacity = capacity
        self.most = most
        self._boxes: OrderedDict[str, Mailbox] = OrderedDict()
        self._quiet: dict[float, Quiet] = {}
        """Readers who wait, by how long they do so at most: a setting of the server."""

    def publish(self, session: str, messages: Sequence[Message]) -> None:
        """Append messages, in order; none at all only wake the reader."""
        box = self._boxes.get(session)
        if box is not None:
            box.put(messages)
            box.ring()

    def open(self, session: str) -> None:
        """Make the session known, so that a reader may come before the first message."""
        if session in self._boxes:
            self._boxes.move_to_end(session)
            return
        self._boxes[session] = Mailbox(self.most)
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
        """Whether messages are kept: no reader took them, or the one who did has not said that they arrived."""
        box = self._boxes.get(session)
        return box is not None and len(box) > 0

    def backlog(self, session: str) -> int:
        """Return how many of the session's messages never went out."""
        box = self._boxes.get(session)
        return 0 if box is None else box.last - box.sent

    async def subscribe(self, session: str, idle: float, after: int | None = None) -> AsyncGenerator[Batch]:
        """Yield what was missed, then what comes; an empty batch after `idle` seconds or a `publish` of nothing."""
        box = self._boxes.get(session)
        if box is None:
            if after:
                raise Missed(after)
            return
        missed = box.resume(after)
        me = box.reader = object()
        box.ring()
        loop = asyncio.get_running_loop()
        quiet = self._quiet.get(idle) or self._quiet.setdefault(idle, Quiet(idle))
        try:
            for at, batch in enumerate(missed, 1):
                batch.more = at < len(missed) or box.sent < box.last
                if box.reader is me:
                    yield batch
            while box.reader is me:
                if box.sent < box.last:
                    batch = box.take()
                    yield batch
                    if box.reader is me:
                        box.went_out(batch)
                    continue
                box.wake = wake = loop.create_future()
                quiet.begin(wake, loop)
                try:
                    await wake
                finally:
                    quiet.end(wake)
                if box.sent == box.last and box.reader is me:
                    yield Batch((), box.last)
        finally:
            if box.reader is me:
                box.reader = None

    def forget(self, session: str, upto: int) -> None:
        """Let go of the messages up to a number: they arrived, and nobody asks for them again."""
        box = self._boxes.get(session)
        if box is not None:
            box.forget(upto)

    def close(self, session: str) -> None:
        """Forget the mailbox; its readers end."""
        box = self._boxes.pop(session, None)
        if box is not None:
            box.reader = None
            box.ring()

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        messages = sum(len(box) for box in self._boxes.values())
        return {"mailboxes": len(self._boxes), "messages": messages, "readers": sum(map(len, self._quiet.values()))}
