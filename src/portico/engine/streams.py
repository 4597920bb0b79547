"""Streams: what a session is told, to whoever reads it, for as long as that makes sense."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from portico.errors import Missed
from portico.stores.protocols import Batch, Channel
from portico.wire.messages import (
    CloseStream,
    Estimation,
    Heartbeat,
    Message,
    ProcessCompleted,
    ProcessStarts,
    UnexpectedError,
)

LINGER = 0.25
"""Seconds that a stream of several events stays open after the last.

A client that sends many calls at once joins the next while it reads the end of the last. Its stream, closed between the
two, would end the new call in the client, which cannot tell before from after.
"""
HANDOVER = 0.02
"""Seconds after a stream's end for which a published client's next call waits.

It posts a call into the stream that it believes is open. One that it posted while the end was on its way would never be
answered; held back so long, it learns of its call when it has read that end, and opens another stream.
"""
ON_ITS_WAY = 300.0
"""Seconds that the end of a stream may take to arrive, at a thousand bytes a second."""
PATIENCE = 0.02
"""Seconds that the news that a call waits or began may wait for its result, where that usually comes sooner.

Nobody sees the difference, and to send something is the dearest part of an event.
"""
CLOCK = 0.001
"""Seconds by which a timer may be early."""


class _News:
    """News that wait for the result that comes in a moment.

    Args:
        ring: Has the stream look again.
    """

    __slots__ = ("_ring", "_timer", "held")

    def __init__(self, ring: Callable[[], None]) -> None:
        self.held: Batch | None = None
        self._ring = ring
        self._timer: asyncio.TimerHandle | None = None

    def may_wait(self, batch: Batch) -> bool:
        """Whether a batch is kept back for now; if not, what was kept back goes with it."""
        if self.held is None:
            if not batch or not is_over_soon(batch[-1]):
                return False
            self.held = batch
            self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._ring)
            return True
        batch[:0], self.held = self.held, None
        self.end()
        return False

    def end(self) -> None:
        """Wait no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def is_over_soon(message: Message) -> bool:
    """Whether a message says that a call waits or began, and that its result is usually there in a moment."""
    if isinstance(message, ProcessStarts):
        eta = message.eta
    elif isinstance(message, Estimation):
        eta = message.rank_eta
    else:
        return False
    return eta is not None and eta < PATIENCE


@dataclass(slots=True)
class _End:
    """The end of a session's stream.

    Args:
        at: When it was sent.
        several: Whether the client has several calls at once.
        held: How many of its calls wait until it has read this.
    """

    at: float
    several: bool
    held: int = 0


class Streams:
    """Reads the messages of sessions.

    Args:
        channel: Where they are.
        heartbeat: Seconds of silence after which a stream says that it lives.
        expects: Whether a session has a job that is not over.
        unwatched: Told of a session whose reader went.
        grace: Seconds in which a reader may come back.
    """

    def __init__(
        self,
        channel: Channel,
        heartbeat: float,
        expects: Callable[[str], Awaitable[bool]],
        unwatched: Callable[[str], None],
        grace: float = 0.0,
    ) -> None:
        self._channel = channel
        self._heartbeat = heartbeat
        self._expects = expects
        self._unwatched = unwatched
        self._kept = grace + ON_ITS_WAY if grace else 0.0
        self._closed: dict[str, _End] = {}
        self._unknown = UnexpectedError(message="404: Not Found", session_not_found=True)

    def stop(self, message: UnexpectedError) -> None:
        """Tell whoever comes from now on that the server ends."""
        self._unknown = message

    async def handover(self, session: str) -> None:
        """Return when a session's client has read the end of the stream before."""
        # It stays noted: a client may send many calls at once.
        if (end := self._closed.get(session)) is None:
            return
        # Such a client is busy with all of them, and may read the end late.
        end.several = end.several or end.held > 0
        end.held += 1
        clock = asyncio.get_running_loop().time
        try:
            while (rest := end.at + (LINGER if end.several else HANDOVER) - clock()) > 0:  # noqa: ASYNC110 - the time may be put off meanwhile
                await asyncio.sleep(min(rest, HANDOVER))
        finally:
            end.held -= 1

    def _close(self, session: str, now: float, several: bool) -> None:
        """Note that the end of a session's stream is sent, and forget those that arrived."""
        self._closed.pop(session, None)
        self._closed[session] = _End(now, several)
        while self._closed[first := next(iter(self._closed))].at < now - LINGER:
            del self._closed[first]

    async def read(self, session: str, linger: float, after: int | None) -> AsyncGenerator[Batch]:
        """Yield a session's messages in batches until none of its jobs is unfinished.

        Args:
            session: Whose messages.
            linger: Seconds that the stream stays open after that, for a reader who is about to come again.
            after: The number of the last message that arrived, from a reader who can come back and go on there.
        """
        channel = self._channel
        if not channel.known(session):
            yield Batch([self._unknown], 0)
            return
        loop = asyncio.get_running_loop()
        ended, done, due, heard = 0, 0, 0.0, loop.time()
        news = _News(lambda: channel.publish(session, []))
        try:
            # Closed here: a generator that is left to the collector costs a task and a turn of the loop.
            async with contextlib.aclosing(channel.subscribe(session, self._heartbeat, after)) as batches:
                async for batch in batches:
                    if not batch.more and news.may_wait(batch):
                        continue
                    new = 0
                    for message in batch:
                        new += isinstance(message, ProcessCompleted)
                    ended += new
                    done += new
                    if batch.more:
                        yield batch
                        continue
                    if done and (wait := max(linger, LINGER if ended > 1 else 0.0)):
                        # Not yet: the stream asks itself again when it has been quiet for long enough.
                        due = loop.time() + wait
                        loop.call_later(wait, channel.publish, session, [])
                    asks, done = bool(done) or not batch, 0
                    if asks and loop.time() >= due - CLOCK and not await self._expects(session):
                        await self._let_go(session, batch, after)
                        self._close(session, loop.time(), ended > 1)
                        batch.append(CloseStream())
                    elif not batch and loop.time() - heard >= self._heartbeat - CLOCK:
                        batch.append(Heartbeat())
                    if batch:
                        heard = loop.time()
                        yield batch
                        if isinstance(batch[-1], (CloseStream, UnexpectedError)):
                            return
            if news.held is not None:
                yield news.held
        except Missed:
            yield Batch([self._unknown], 0)
        finally:
            news.end()
            self._unwatched(session)

    async def _let_go(self, session: str, batch: Batch, after: int | None) -> None:
        """Keep what was told for a while, for a reader who can come back: it is on its way, and may not arrive.

        Of any other nothing is kept, not even the place for what would come.
        """
        if after is not None and self._kept:
            asyncio.get_running_loop().call_later(self._kept, self._channel.forget, session, batch.last)
            return
        self._channel.forget(session, batch.last)
        if after is None and not await self._channel.unread(session):
            self._channel.close(session)

    async def follow(self, session: str, after: int) -> AsyncGenerator[Batch]:
        """Yield a session's messages for as long as somebody listens, who may come back and go on where it broke off.

        Args:
            session: Whose messages.
            after: The number of the last message that arrived; 0 for the first visit.

        Raises:
            Missed: What came after that message is not kept any more.
        """
        if not after:
            self._channel.open(session)
        try:
            async with contextlib.aclosing(self._channel.subscribe(session, self._heartbeat, after)) as batches:
                async for batch in batches:
                    if batch:
                        yield batch
        finally:
            self._unwatched(session)

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        return {"closed": len(self._closed)}
