"""What one session is told: numbered messages that wait, and those that went out and may be asked for again."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from portico.errors import Missed
from portico.stores.protocols import Batch
from portico.wire.codec import encode
from portico.wire.edits import Changes, joined, renewed, replaced
from portico.wire.messages import (
    Estimation,
    Log,
    Message,
    ProcessCompleted,
    ProcessGenerating,
    ProcessStreaming,
    Progress,
)

WINDOW = 4_096
"""How many messages that went out are kept as they are, for a reader who does not say what arrived."""
KEPT = 8 * 1024 * 1024
"""How many bytes of them, as they went over the wire."""
ENTRIES = 1_024
"""How many messages are kept of what went out before that."""
MOST = 32
"""How many messages wait for a page before streamed steps are joined: it draws the last value anyway."""
FEW = 8
"""How many messages wait without being weighed."""
HEAVY = 256 * 1024
"""About how many characters of streamed texts wait for a page, beyond those few, before steps are joined."""
HEAVY_FOR_CLIENTS = 1024 * 1024
"""The same for a client."""
TOASTS = 1_000
"""How many toasts wait for a reader who is that late: nobody reads more of them at once."""
MOST_FOR_CLIENTS = 512
"""How many wait for a client, which may want to see every step, before steps are joined for it too."""


@dataclass(slots=True)
class Entry:
    """What is kept of messages that went out long ago.

    Args:
        number: The number of the last of them.
        message: The message; of streamed steps, one with the whole values.
        since: Of streamed steps, the number of the first that a reader may see; 0 where that arrived.
        size: About how many bytes it has, where it is what is kept of nothing else.
    """

    number: int
    message: Message
    since: int = 0
    size: int = 0

    def after(self, number: int) -> Message:
        """Return what a reader is told who got the messages up to a number."""
        if self.since <= number and isinstance(self.message, ProcessGenerating):
            return replaced(self.message)
        return self.message


class Mailbox:
    """Messages `first` to `last`, of which those up to `sent` went out once; and what is kept of those before.

    Args:
        page: How many messages wait for a page before streamed steps are joined.
    """

    __slots__ = (
        "_bytes", "_lost", "_newest", "_past", "_sizes", "_weight", "again", "first", "kept", "most", "page", "reader",
        "sent", "wake",
    )  # fmt: skip

    def __init__(self, page: int = MOST) -> None:
        self.page = page
        self.kept: list[Message] = []
        self.first = 1
        self.sent = 0
        self.wake: asyncio.Future[None] | None = None
        self.reader: object = None
        self.again = False
        """Whether the last reader can come back."""
        self.most = self.usual
        self._weight = 0
        self._past: list[Entry] = []
        self._lost = 0
        """The last message of which nothing is kept."""
        self._newest: dict[str, Changes] = {}
        """Event → its last step that went out, the only one of those whose whole values are kept with it."""
        self._sizes: deque[tuple[int, int]] = deque()
        """Of batches that went out: their last number, and their bytes."""
        self._bytes = 0

    def __len__(self) -> int:
        return len(self.kept) + len(self._past)

    @property
    def last(self) -> int:
        """The number of the newest message."""
        return self.first + len(self.kept) - 1

    @property
    def usual(self) -> int:
        """How many messages wait before they are joined."""
        return self.page if self.again else max(self.page, MOST_FOR_CLIENTS)

    def ring(self) -> None:
        """Wake the reader."""
        if self.wake is not None:
            settle(self.wake)

    def put(self, messages: Sequence[Message]) -> None:
        """Append messages; where many wait, or large ones, join what can be joined."""
        self.kept.extend(messages)
        waiting = self.last - self.sent
        if waiting > self.most or (waiting > FEW and self._grows_heavy(messages)):
            self.shorten()

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
        self.most = max(self.usual, 2 * len(waiting))
        self._weight = 0

    def _grows_heavy(self, messages: Sequence[Message]) -> bool:
        """Whether, with these, so much text waits that it is time to join steps."""
        for message in messages:
            if isinstance(message, ProcessGenerating):
                output = message.output
                data = output.whole if isinstance(output, Changes) else output.data
                self._weight += sum(len(one) for one in data or () if isinstance(one, str))
        return self._weight > (HEAVY if self.again else HEAVY_FOR_CLIENTS)

    # Reading

    def resume(self, after: int | None) -> list[Batch]:
        """Begin for a new reader; return what it missed of what is not kept as it was.

        Args:
            after: The number of the last message that arrived; None where the reader cannot come back.

        Raises:
            Missed: Nothing is kept of something that came after that message.
        """
        self.again = after is not None
        self.most = self.usual
        self._sizes.clear()
        self._bytes = 0
        if after is None:
            return []
        if not self._lost <= after <= self.last:
            raise Missed(after)
        self.sent = max(after, self.first - 1)
        self.forget(after)
        batches = [Batch([entry.after(after)], entry.number) for entry in self._past]
        for entry in self._past:
            if entry.since > after:
                entry.since = entry.number  # the first step that this reader sees
        return batches

    def take(self) -> Batch:
        """Return what did not go out yet; for a reader who can come back, it is kept."""
        self._weight = 0
        batch = Batch(self.kept[self.sent - self.first + 1 :], self.last)
        self.sent = batch.last
        if not self.again:
            self.kept, self.first, self._lost = [], batch.last + 1, batch.last
            return batch
        newest = self._newest
        for message in batch:
            if isinstance(message, ProcessGenerating):
                output = message.output
                if isinstance(output, Changes) and output.whole is not None:
                    before = newest.get(message.event_id)
                    if before is not None and before is not output:
                        # What went out is joined with nothing that waits: its whole values need not be kept with it.
                        before.whole = None
                    newest[message.event_id] = output
            elif isinstance(message, ProcessCompleted):
                newest.pop(message.event_id, None)
        return batch

    def went_out(self, batch: Batch) -> None:
        """Note how large a batch was that a reader may ask for again; where all of them grow large, keep less of it."""
        if not self.again:
            return
        self._sizes.append((batch.last, batch.size))
        self._bytes += batch.size
        if self._bytes > KEPT or self.sent - self.first >= WINDOW:
            self._condense()

    def forget(self, upto: int) -> None:
        """Let go of what arrived."""
        upto = min(upto, self.sent)
        if upto <= self._lost:
            return
        self._lost = upto
        if self._past:
            self._past = [entry for entry in self._past if entry.number > upto]
        gone = upto - self.first + 1
        if gone > 0:
            del self.kept[:gone]
            self.first += gone
        while self._sizes and self._sizes[0][0] <= upto:
            self._bytes -= self._sizes.popleft()[1]

    def _condense(self) -> None:
        """Keep of all that went out what brings a reader who got none of it to the same end.

        The steps of an event become one with the whole values, of its progress and places the last is kept. Numbers
        stay, with gaps: a reader may have seen any of them.
        """
        entries = {_place(entry.number, entry.message): entry for entry in self._past}
        sent = self.kept[: self.sent - self.first + 1]
        for number, message in enumerate(sent, self.first):
            place = _place(number, message)
            old = entries.pop(place, None)
            if isinstance(message, ProcessGenerating):
                entries[place] = _step(old, number, message)
            else:
                entries[place] = Entry(number, message, size=_size(message))
        del self.kept[: len(sent)]
        self.first += len(sent)
        self._sizes.clear()
        self._bytes = 0
        self._past = list(entries.values())
        self._bound()

    def _bound(self) -> None:
        """Let go of the oldest of what is kept of long ago, where it is too much."""
        left, size = len(self._past), sum(entry.size for entry in self._past)
        gone = 0
        for entry in self._past:
            if left <= ENTRIES and size <= KEPT:
                break
            left, size, gone = left - 1, size - entry.size, gone + 1
            self._lost = max(self._lost, entry.number)
        del self._past[:gone]


def _place(number: int, message: Message) -> object:
    """Return what two messages have in common of which the later one is enough."""
    if isinstance(message, (ProcessGenerating, ProcessStreaming, Progress, Estimation)):
        return message.event_id, type(message)
    return number


def _step(old: Entry | None, number: int, message: ProcessGenerating) -> Entry:
    """Return what is kept of an event's steps up to one of them."""
    output = message.output
    before = old.message if old is not None else None
    if not isinstance(output, Changes):
        since, values = number, output.data
    else:
        # All but the newest lost their whole values when the next one went out, and the newest is the one that counts.
        since, values = 0 if old is None else old.since, output.whole or []
    first = before if isinstance(before, ProcessGenerating) else None
    return Entry(number, renewed(first, message, values), since=since)


def _size(message: Message) -> int:
    """Return how many bytes a message has of which there are as many as there are events."""
    if not isinstance(message, (ProcessCompleted, Log)):
        return 0
    try:
        return len(encode(message))
    except (TypeError, ValueError, RecursionError):
        return 0  # it is told as a failure


def settle(future: asyncio.Future[None]) -> None:
    """Wake who waits, unless something else did."""
    if not future.done():
        future.set_result(None)
