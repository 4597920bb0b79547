"""Messages → event stream. One stream is one ASGI call: everything that queued goes out in one chunk."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from time import time_ns
from typing import Any

from portico.engine.spans import Spans
from portico.lang.ids import incident_number
from portico.server.departure import Departure
from portico.server.door import LOGIN
from portico.server.logins import Login
from portico.server.visit import Visit
from portico.stores.protocols import Batch
from portico.wire.codec import decode, encode
from portico.wire.messages import CloseStream, Heartbeat, Message, ProcessCompleted, UnexpectedError

logger = logging.getLogger("portico.server")

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # Some proxies collect a whole reply before they pass it on; this asks them not to.
    (b"x-accel-buffering", b"no"),
]
ENDS = (CloseStream, UnexpectedError)
"""What a session's stream ends with."""
UNSENDABLE = "The function returned a value that cannot be sent: it is not JSON."

Chunk = tuple[bytes, bool]
"""Bytes to send, and whether they are the last."""


def as_they_are(chunk: Chunk) -> Chunk:
    """Return a chunk."""
    return chunk


async def stream(
    visit: Visit,
    parts: AsyncGenerator[Any],
    write: Callable[[Any], Chunk] = as_they_are,
    *,
    reads_jobs: bool = True,
    session: str = "",
    soon: bool = False,
) -> bool:
    """Send what comes as it comes; return whether the stream came to its end, and was not cut by the client.

    Args:
        visit: Who reads.
        parts: What to send; closed in any case.
        write: Makes bytes of it.
        reads_jobs: Whether the stream tells of jobs.
        session: Whose jobs, where it tells of all that the session has.
        soon: Whether the first part is there: the head goes with it, and need not go alone.
    """
    send = visit.send
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    if not soon:
        await send({"type": "http.response.body", "body": b"", "more_body": True})
    departure = Departure(visit.receive, reads_jobs)
    visit.site.streams.add(departure, session)
    login: Login | None = visit.scope.get(LOGIN)
    if login is not None:
        login.watching.add(departure.end)
    last = False
    try:
        async with contextlib.aclosing(parts):
            async for part in parts:
                chunk, last = write(part)
                await send({"type": "http.response.body", "body": chunk, "more_body": not last})
                if last:
                    break
    except asyncio.CancelledError:
        if not departure.swallow():
            raise
    finally:
        visit.site.streams.remove(departure)
        if login is not None:
            login.watching.discard(departure.end)
    if not last:
        await send({"type": "http.response.body", "body": b""})
    return not departure.ended


async def measured(
    batches: AsyncGenerator[Batch], write: Callable[[Batch], Chunk], spans: Spans
) -> AsyncGenerator[Chunk]:
    """Yield a session's messages as bytes, and tell who measures what went out.

    Args:
        batches: The messages.
        write: Makes bytes of them.
        spans: Told of what went out.
    """
    async with contextlib.aclosing(batches):
        async for batch in batches:
            began = time_ns()
            chunk = write(batch)
            encoded_at = time_ns()
            try:
                yield chunk
            finally:  # nobody comes back for what follows the last chunk
                spans.delivered(batch, began, encoded_at)


def blocks(batch: Batch) -> Chunk:
    """Return a session's messages as bare `data:` blocks; published clients read nothing else."""
    return b"".join([block(message) for message in batch]), isinstance(batch[-1], ENDS)


def numbered_blocks(batch: Batch) -> Chunk:
    """Return messages as blocks with ids, for a reader who can come back with the last one it saw.

    What only this stream is told, such as its end, has none.
    """
    told = [message for message in batch if not isinstance(message, (CloseStream, Heartbeat))]
    first = batch.last - len(told) + 1
    found = [b"id: %d\n%b" % (first + at, block(message)) for at, message in enumerate(told)]
    rest = [block(message) for message in batch[len(told) :]]
    chunk = b"".join([*found, *rest])
    batch.size = len(chunk)
    return chunk, isinstance(batch[-1], ENDS)


def block(message: Message) -> bytes:
    """Return one message as a block."""
    text = encoded(message)
    return b"data: %b\n\n" % text if text else b""


def encoded(message: Message) -> bytes:
    """Return one message as JSON; what cannot be written as JSON becomes a failure of its event, or nothing."""
    try:
        return encode(message)
    except (TypeError, ValueError, RecursionError) as error:
        said = unsendable(error)
    if not isinstance(message, ProcessCompleted):
        # A later message brings the whole value, or this failure.
        return b""
    return encode(ProcessCompleted(message.event_id, {"error": said, "visible": True}, success=False, title="Error"))


def unsendable(error: Exception) -> str:
    """Return what a visitor is told of a result that is not JSON, and log the rest."""
    number = incident_number()
    said = "A message could not be written as JSON, reference %s"
    logger.error(said, number, exc_info=error, extra={"incident": number})
    return f"{UNSENDABLE} Reference {number}."


def named(event: str, value: Any) -> bytes:
    """Return a block with a name, for the two-step API: its readers expect ASCII and a space after `,` and `:`."""
    return f"event: {event}\ndata: {spaced(value)}\n\n".encode()


def spaced(value: Any) -> str:
    """Return ASCII JSON with spaces; numbers that are not finite become null."""
    return json.dumps(decode(encode(value)))


async def merged(blocks: Sequence[bytes]) -> AsyncGenerator[Chunk]:
    """Yield blocks that are all there already, as one last chunk."""
    yield b"".join(blocks), True
