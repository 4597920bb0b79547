"""Joining the queue, and the one stream that carries what happens to all events of a session."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from time import time_ns
from typing import Any

from portico.errors import UnknownTask
from portico.server.parting import parting
from portico.server.refusal import Refusal, unreachable
from portico.server.routing import API, Access, Hot
from portico.server.sse import Chunk, as_they_are, blocks, measured, numbered_blocks, stream
from portico.server.visit import JSON_TYPE, NO_STORE, Visit
from portico.wire.messages import Estimation
from portico.wire.requests import JoinRequest

REPLY = [JSON_TYPE, NO_STORE]


LINGER = 5.0
"""Seconds that the page's stream stays open after its last event."""
LONGEST_NUMBER = 15


async def join(visit: Visit) -> None:
    """Queue a call and answer with its event id, before anything of it ran."""
    arrived = 0 if visit.site.engine.options.spans is None else time_ns()
    request = await visit.struct(JoinRequest)
    session = visit.named(request.session_hash)
    if request.fn_index is None:
        raise Refusal(400, "No function index provided.")
    site = visit.site
    caller = visit.caller(session)
    try:  # as `visit.task`, for the busiest route
        task = site.application.task(request.fn_index, session)
    except UnknownTask as error:
        task = await site.engine.finding.seek(request.fn_index, caller, error)
    if task.api_visibility == "private" and not site.reaches_private(caller):
        raise unreachable(request.fn_index)
    site.streams.look(session)
    event = await site.engine.submit(
        task,
        request.data,
        caller,
        event_data=request.event_data,
        trigger=request.trigger_id,
        size=visit.received,
        arrived=arrived,
    )
    if caller.is_client:
        await site.engine.streams.clients.taken(session)
    await visit.reply(200, b'{"event_id":"%b"}' % event.encode(), REPLY)


async def data(visit: Visit) -> None:
    """Stream a session's messages until none of its events is unfinished.

    The page's stream stays open for a while after that, so that a person who clicks again need not wait for another
    request to be made; API clients read until the stream ends, so theirs ends at once. A reader who says where it
    stopped (`Last-Event-ID`, or `after` in the query: 0 at first) goes on after that message, and gets the numbers.
    """
    session = visit.session(visit.query("session_hash"))
    site = visit.site
    engine, linger, after = site.engine, LINGER if visit.is_page else 0.0, position(visit)
    client = engine.streams.clients.reads(session) if after is None and not linger else None
    end = None if client is None else parting(visit)
    if client is not None:
        client.told = end is not None
    batches: AsyncGenerator[Any] = engine.streams.read(session, linger, after, client)
    soon = engine.stores.channel.backlog(session) > 0
    write: Callable[[Any], Chunk] = blocks if after is None else numbered_blocks
    if engine.options.spans is not None:
        batches, write = measured(batches, write, engine.options.spans), as_they_are
    try:
        await stream(visit, batches, write, session=session, soon=soon)
    finally:
        if client is not None and end is not None:
            end.when_parted(client.read)


def position(visit: Visit) -> int | None:
    """Return the number of the last message that a reader got; None from one who does not count."""
    given = visit.header(b"last-event-id") or visit.query("after")
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > LONGEST_NUMBER:
        raise Refusal(400, f"`after` is the number of the last message that arrived, 0 at first; got {given[:40]!r}.")
    return int(given)


async def status(visit: Visit) -> None:
    """Tell how many calls wait."""
    await visit.json(Estimation(None, queue_size=await visit.site.engine.waiting()))


routes = [
    Hot("POST", f"{API}queue/join", join, Access.LOGIN),
    Hot("GET", f"{API}queue/data", data, Access.LOGIN),
    Hot("GET", f"{API}queue/status", status, Access.LOGIN),
]
