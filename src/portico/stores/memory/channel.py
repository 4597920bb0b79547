"""Messages to sessions, in this process's own memory.

Everything here runs on the event loop's thread, so a step between two awaits is atomic.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterable

from portico.wire.messages import Message


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
