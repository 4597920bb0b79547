"""Messages to sessions, in this process's own memory.

Everything here runs on the event loop's thread, so a step between two awaits is atomic.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence
from typing import cast

from portico.errors import Missed
from portico.stores.memory.quiet import Quiet
from portico.stores.protocols import Batch
from portico.wire.edits import Changes, joined
from portico.wire.messages import Estimation, Log, Message, ProcessGenerating, Progress

WINDOW = 2_048
"""How many messages that went out are kept for a reader who does not say what arrived."""
MOST = 32
"""How many messages wait for a page before streamed steps are joined: it draws the last value anyway."""
FEW = 8
"""How many messages wait without being weighed."""
HEAVY = 4 * 1024 * 1024
"""About how many characters of streamed texts wait, beyond those few, before steps are joined whoever reads."""
TOASTS = 1_000
"""How many toasts wait for a reader who is that late: nobody reads more of them at once."""
MOST_FOR_CLIENTS = 512
"""How many wait for a client, which may want to see every step, before steps are joined for it too."""


class _Mailbox:
    """Messages `first` to `last`, of which those up to `sent` went out once."""

    __slots__ = ("again", "first", "kept", "last", "most", "reader", "sent", "wake", "weight")

    def __init__(self) -> None:
        self.kept: list[Message] = []
        self.first = 1
        self.last = 0
        self.sent = 0
        self.wake: asyncio.Future[None] | None = None
        self.reader: object = None
        self.again = False
        """Whether the last reader can come back."""
        self.most = self.usual
        self.weight = 0

    def ring(self) -> None:
        wake = self.wake
        if wake is not None and not wake.done():
            wake.set_result(None)

    def shorten(self) -> None:
        """Join what waits: the streamed steps of an event become one, and of its progress and places the last is told.

        Of toasts the last ones are told. A slow reader then gets fewer messages, which add up to the same. What is
        joined takes the first one's place, and the numbers of what waits move up; nobody has seen them.
        """
        start = self.sent - self.first + 1
        toasts = sum(isinstance(message, Log) for message in self.kept[start:])
        waiting: list[Message] = []
        places: dict[tuple[str | None, type], int] = {}
        for message in self.kept[start:]:
            if isinstance(message, Log):
                toasts -= 1
                if toasts >= TOASTS:
                    continue
            kind = (message.event_id, type(message))
            at = places.get(kind)
            if at is None:
                places[kind] = len(waiting)
                waiting.append(message)
            elif isinstance(message, ProcessGenerating):
                waiting[at] = joined(cast("ProcessGenerating", waiting[at]), message)
            elif isinstance(message, (Progress, Estimation)):
                waiting[at] = message
            else:
                waiting.append(message)
        self.kept[start:] = waiting
        self.last = self.first + len(self.kept) - 1
        self.most = max(self.usual, 2 * len(waiting))
        self.weight = 0

    def grows_heavy(self, messages: Sequence[Message]) -> bool:
        """Whether, with these, so much text waits that it is time to join steps."""
        for message in messages:
            if isinstance(message, ProcessGenerating):
                output = message.output
                data = output.whole if isinstance(output, Changes) else output.data
                self.weight += sum(len(one) for one in data or () if isinstance(one, str))
        return self.weight > HEAVY

    @property
    def usual(self) -> int:
        """How many messages wait before they are joined."""
        return MOST if self.again else MOST_FOR_CLIENTS

    def take(self) -> Batch:
        """Return what did not go out yet; for a reader who can come back, it is kept."""
        self.weight = 0
        batch = Batch(self.kept[self.sent - self.first + 1 :], self.last)
        self.sent = batch.last
        if not self.again:
            self.kept, self.first = [], batch.last + 1
            return batch
        for message in batch:
            if isinstance(message, ProcessGenerating) and isinstance(message.output, Changes):
                # What went out is joined with nothing any more: its whole value need not be kept with it.
                message.output.whole = None
        if len(self.kept) > 2 * WINDOW:
            self.forget(self.sent - WINDOW)
        return batch

    def forget(self, upto: int) -> None:
        """Let go of what arrived."""
        gone = min(upto, self.sent) - self.first + 1
        if gone > 0:
            del self.kept[:gone]
            self.first += gone


class MemoryChannel:
    """A list of messages a session and one future that wakes its reader.

    Args:
        capacity: How many mailboxes are kept; one that nobody used goes first, one with a reader never.
    """

    def __init__(self, capacity: int = 2_000) -> None:
        self.capacity = capacity
        self._boxes: OrderedDict[str, _Mailbox] = OrderedDict()
        self._quiet: dict[float, Quiet] = {}
        """Readers who wait, by how long they do so at most: a setting of the server."""

    def publish(self, session: str, messages: Sequence[Message]) -> None:
        """Append messages, in order; none at all only wake the reader."""
        box = self._boxes.get(session)
        if box is not None:
            box.kept.extend(messages)
            box.last += len(messages)
            waiting = box.last - box.sent
            if waiting > FEW and (waiting > box.most or box.grows_heavy(messages)):
                box.shorten()
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
        """Whether messages are kept: no reader took them, or the one who did has not said that they arrived."""
        box = self._boxes.get(session)
        return box is not None and bool(box.kept)

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
        if after is not None:
            if not box.first - 1 <= after <= box.last:
                raise Missed(after)
            box.sent = after
            box.forget(after)
        box.again = after is not None
        box.most = box.usual
        me = box.reader = object()
        box.ring()
        loop = asyncio.get_running_loop()
        quiet = self._quiet.get(idle) or self._quiet.setdefault(idle, Quiet(idle))
        try:
            while box.reader is me:
                if box.sent < box.last:
                    yield box.take()
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
        messages = sum(len(box.kept) for box in self._boxes.values())
        return {"mailboxes": len(self._boxes), "messages": messages, "readers": sum(map(len, self._quiet.values()))}
