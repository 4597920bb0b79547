"""Streams: what a session is told, to whoever reads it, for as long as that makes sense."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable

from portico.engine.clients import Clients, Reading
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

A client that sends many calls at once sends the next of them meanwhile, and each stream costs it another request.
"""
ON_ITS_WAY = 300.0
"""Seconds that the end of a stream may take to arrive, at a thousand bytes a second."""
PATIENCE = 0.02
"""Seconds that the news that a call waits or began may wait for its result, where that usually comes sooner.

To send something is the dearest part of an event, so it is sent once, not twice. Results wait for nothing: they come
as early with 0 and 5 ms. The news of functions that take longer waits for nothing either, and is there after 1 ms. What
shows late is only that a call began whose result is a few frames away, by less than a person sees; with 5 ms, functions
between 5 and 20 would cost the second message again.
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
        # With news of another call may come a result, which does not wait.
        waits = bool(batch) and all(map(is_over_soon, batch))
        if self.held is not None:
            batch[:0], self.held = self.held, None
            # News of a call that was told to wait for the same result do not begin that time anew.
            waits = waits and self._timer is not None
        elif waits:
            self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._over)
        if waits:
            self.held = batch
        else:
            self.end()
        return waits

    def end(self) -> None:
        """Wait no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _over(self) -> None:
        self._timer = None
        self._ring()


def is_over_soon(message: Message) -> bool:
    """Whether a message says that a call waits or began, and that its result is usually there in a moment."""
    if isinstance(message, ProcessStarts):
        eta = message.eta
    elif isinstance(message, Estimation):
        eta = message.rank_eta
    else:
        return False
    return eta is not None and eta < PATIENCE


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
        self.clients = Clients()
        self._unknown = UnexpectedError(message="404: Not Found", session_not_found=True)

    def stop(self, message: UnexpectedError) -> None:
        """Tell whoever comes from now on that the server ends."""
        self._unknown = message
        self.clients.dismiss()

    async def read(
        self, session: str, linger: float, after: int | None, client: Reading | None = None
    ) -> AsyncGenerator[Batch]:
        """Yield a session's messages in batches until none of its jobs is unfinished.

        Args:
            session: Whose messages.
            linger: Seconds that the stream stays open after that, for a reader who is about to come again.
            after: The number of the last message that arrived, from a reader who can come back and go on there.
            client: What is known of a published client's reading, which is told of the end.
        """
        channel = self._channel
        if not channel.known(session):
            yield Batch([self._nothing(session, client)], 0)
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
                        if client is not None:
                            self.clients.ended(session, client, several=ended > 1)
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

    def _nothing(self, session: str, client: Reading | None) -> Message:
        """Return what a reader is told of whom nothing is known."""
        if client is None or not client.again:
            return self._unknown
        # It was told all before it heard that a call of its own was taken. The other answer would be its last: the
        # JavaScript client opens no stream any more after it.
        self.clients.ended(session, client, several=True)
        return CloseStream()

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
        return {"clients": len(self.clients)}
