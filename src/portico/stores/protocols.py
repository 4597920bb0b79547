"""The contracts that a store meets. `portico.testing.stores` is the suite that proves an implementation.

Session values and jobs are reached from the event loop, so their methods are coroutines. Files are moved by the
threads that run functions, so theirs are not.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from portico.lang.opening import Opened
from portico.wire.caller import Caller
from portico.wire.codec import JSON
from portico.wire.files import FileData
from portico.wire.messages import Message


@dataclass(slots=True)
class Job:
    """One call that waits or runs.

    Args:
        id: The event id; unguessable.
        session: Whose it is.
        task: The id of what it runs.
        group: The concurrency group it waits in.
        limit: How many of the group may run at once; None means no limit.
        data: The inputs as they came.
        caller: Who asked.
        event_data: What the event carried besides.
        trigger: The block that fired.
        queued_at: `time.monotonic()` of the push.
        simple: Whether the caller reads plain values only: whole rows, no progress, no toasts.
        batch: How many jobs of this task may be claimed together; None means each by itself.
        size: Bytes of the inputs as they came; what they cost while they wait.
        kept: Seconds that the job goes on after its visitor left for good; None: to its end.
    """

    id: str
    session: str
    task: int
    group: str
    limit: int | None
    data: list[JSON]
    caller: Caller
    event_data: JSON = None
    trigger: int | None = None
    queued_at: float = 0.0
    simple: bool = False
    batch: int | None = None
    size: int = 0
    kept: float | None = 0.0


@dataclass(slots=True)
class Waiting:
    """Where a job stands in its group.

    Args:
        job: Which.
        session: Whose.
        rank: How many of the group go before it, as far as is known now.
        length: How many of the group wait.
        running: How many places of the group are taken.
    """

    job: str
    session: str
    rank: int
    length: int
    running: int = 0


@dataclass(slots=True)
class Bounds:
    """How much may wait, in all groups together.

    Args:
        jobs: How many jobs; None means any number.
        size: How many bytes of inputs; None means any number. One job alone may be larger.
        share: How many of the jobs may be one session's; None means all of them.
        unread: How many messages that nobody reads a session may have when it asks for more; None means any number.
    """

    jobs: int | None = None
    size: int | None = None
    share: int | None = None
    unread: int | None = None


@dataclass(slots=True)
class Claim:
    """What a claim took out of the queue: one job, or several that share a run and a place."""

    jobs: list[Job]
    left: int = 0
    """How many of the group still wait."""


def nobody(session: str) -> bool:  # noqa: ARG001
    """Say no."""
    return False


class SessionStore(Protocol):
    """Values that live in a session."""

    async def get(self, session: str, key: str) -> Any:
        """Return the value; raises KeyError where there is none."""
        ...

    async def set(
        self, session: str, key: str, value: Any, spare: Callable[[str], bool] = nobody
    ) -> Mapping[str, Mapping[str, Any]]:
        """Keep a value, opening the session where it is new; return what other sessions lost to make room.

        Where there is no room, the session that was used least recently goes, and never one that `spare` says yes to.
        A store that does not keep the object itself raises NotKept for what it cannot write down, and keeps what was.
        """
        ...

    async def touch(self, session: str) -> None:
        """Say that the session is in use."""
        ...

    async def expired(self, older_than: float) -> Sequence[str]:
        """Return the sessions nobody touched for so many seconds."""
        ...

    async def idle(self, key: str, older_than: float, among: Sequence[str] | None = None) -> Sequence[str]:
        """Return the sessions, of some or of all, with a value under the key that nobody used for so many seconds."""
        ...

    async def discard(self, session: str, key: str) -> Any:
        """Forget one value and return it; raises KeyError where there is none."""
        ...

    async def drop(self, session: str) -> Mapping[str, Any]:
        """Forget a session, and return the values it had."""
        ...

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        ...


class JobQueue(Protocol):
    """Jobs that wait, group by group; and the count of what a session has unfinished.

    Within a group sessions take turns, and a session's own jobs go first come, first served: who sends a hundred does
    not make the next visitor wait for a hundred.
    """

    async def push(self, job: Job, bounds: Bounds) -> Waiting:
        """Add a job and return where it stands; raises QueueFull where it would not fit."""
        ...

    async def claim(self) -> Claim | None:
        """Take the next job whose group has room, with those that may share its run; None where there is none."""
        ...

    async def finish(self, job: Job) -> int:
        """A claimed job ended; return how many jobs its session still has.

        The last job of a claim to end frees the place that its claim took.
        """
        ...

    async def cancel(self, job: str) -> Job | None:
        """Take a waiting job out of the queue; None where it does not wait (any more)."""
        ...

    async def places(self, group: str, most: int | None = None) -> Sequence[Waiting]:
        """Return where the jobs of a group stand, next first: all of them, or at most so many."""
        ...

    async def pending(self, session: str) -> int:
        """Return how many jobs of the session wait or run."""
        ...

    async def waiting(self) -> int:
        """Return how many jobs wait in all groups together."""
        ...

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        ...


class Batch(list[Message]):
    """Messages that go out together, numbered one after the other.

    Args:
        messages: The messages.
        last: The number of the last one; of an empty batch, that of the one before it.

    Attributes:
        size: How many bytes it took on the wire, as whoever sent it found.
        more: Whether another one follows at once.
    """

    __slots__ = ("last", "more", "size")

    def __init__(self, messages: Iterable[Message], last: int) -> None:
        super().__init__(messages)
        self.last = last
        self.size = 0
        self.more = False


class Channel(Protocol):
    """Messages to a session, numbered from 1, kept until somebody reads them.

    A reader who says after which message it goes on (0 for the first) can come back and go on there: what went out to
    it is kept until it says what arrived; where that grows too much, what is kept brings a reader to the same end with
    fewer messages. To any other reader each message goes out once.
    """

    def publish(self, session: str, messages: Sequence[Message]) -> None:
        """Append messages, in order, without waiting: an implementation that has to wait keeps one writer for all.

        No messages at all only wake the reader, who gets an empty batch.
        """
        ...

    def open(self, session: str) -> None:
        """Make the session known, so that a reader may come before the first message."""
        ...

    def known(self, session: str) -> bool:
        """Whether the session has a mailbox."""
        ...

    def watched(self, session: str) -> bool:
        """Whether somebody reads the session's messages now."""
        ...

    async def unread(self, session: str) -> bool:
        """Whether messages are kept: no reader took them, or the one who did has not said that they arrived."""
        ...

    def backlog(self, session: str) -> int:
        """Return how many of the session's messages never went out."""
        ...

    def subscribe(self, session: str, idle: float, after: int | None = None) -> AsyncGenerator[Batch]:
        """Yield what was missed, then what comes; an empty batch after `idle` seconds. An earlier reader ends.

        Args:
            session: Whose messages.
            idle: Seconds of silence that are told.
            after: The number of the last message that arrived; None where the reader cannot come back.

        Raises:
            Missed: What came after that message is not kept any more.
        """
        ...

    def forget(self, session: str, upto: int) -> None:
        """Let go of the messages up to a number: they arrived, and nobody asks for them again."""
        ...

    def close(self, session: str) -> None:
        """Forget the mailbox; its readers end."""
        ...

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        ...


class FileStore(Protocol):
    """Files of sessions. A file's `path` on the wire is the name the store gave it, and means nothing elsewhere."""

    def begin(self) -> None:
        """A server starts: begin to delete what killed processes left."""
        ...

    def put(
        self, source: Path | bytes | IO[bytes], name: str, owner: str, reader: str = "", account: str | None = None
    ) -> FileData:
        """Keep a copy of a file (or its bytes) for an owner; raises QuotaReached where there is no room for it.

        Args:
            source: A file, an open one, or its bytes.
            name: The name a visitor sees.
            owner: Whose it is: a session, or one of `stores.owners`.
            reader: Proof of who may read it; empty where its visitor has none.
            account: Whose quota it takes; default: the reader's, else the owner's.
        """
        ...

    def create(self, name: str, owner: str, reader: str = "", account: str | None = None) -> tuple[Path, FileData]:
        """Return a fresh path to write an upload into, and the file it will be."""
        ...

    def grow(self, path: str, size: int) -> None:
        """Say that bytes are about to be written to a fresh file; raises QuotaReached where there is no room."""
        ...

    def local(self, path: str, owner: str, reader: str = "") -> Path:
        """Return a local path for what the wire calls `path`; raises FileRefused unless the owner may read it."""
        ...

    def open(self, path: str, reader: str | None) -> Opened:
        """Open a file for who asks, None where the address itself is a proof; raises FileRefused for others."""
        ...

    def holds(self, path: str) -> bool:
        """Whether the store gave out this path."""
        ...

    def shelters(self, path: Path, owner: str) -> bool:
        """Whether a resolved path lies in the folder of a file that the owner may read: a copy made beside it."""
        ...

    def readable(self, path: str) -> Path:
        """Return a local path, whoever asks: for the server's own use; raises FileRefused where there is none."""
        ...

    def discard(self, path: str) -> None:
        """Delete one file, for instance an upload that broke off."""
        ...

    def idle(self, older_than: float) -> Sequence[str]:
        """Return the sessions none of whose files was used for so many seconds."""
        ...

    def drop(self, owner: str) -> None:
        """Delete what an owner has."""
        ...

    def clear(self) -> None:
        """Delete what all sessions have, and the uploads that none has claimed."""
        ...

    def delete(self, older_than: float) -> int:
        """Delete what nobody used for so many seconds; return how many files went."""
        ...

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        ...


@dataclass(slots=True)
class Stores:
    """One of each."""

    sessions: SessionStore
    queue: JobQueue
    channel: Channel
    files: FileStore
