"""The two-step API for scripts: POST a call, then GET its event stream."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from time import time_ns
from typing import Any

from portico.engine.task import Task
from portico.server.refusal import Refusal
from portico.server.routing import API, Access, Hot
from portico.server.sse import Chunk, merged, named, stream, unsendable
from portico.server.visit import Visit
from portico.wire.messages import Heartbeat, Message, Output, ProcessCompleted, ProcessGenerating, UnexpectedError
from portico.wire.requests import CallRequest

UNKNOWN = "404: Not Found"


async def call(visit: Visit) -> None:
    """Queue a call with its inputs in order; those that live in the session may be left out."""
    name = endpoint(visit.rest)
    request = await visit.struct(CallRequest)
    session = visit.own_session(request.session_hash)
    task = await visit.task(name, session)
    await submit(visit, task, name, visit.site.application.filled(name, request.data, session), session)


async def call_by_name(visit: Visit) -> None:
    """Queue a call with its inputs by name; those that have a default may be left out."""
    name = endpoint(visit.rest)
    given = await visit.struct(dict[str, Any])
    given.pop("oauth_token", None)
    task = await visit.task(name, "")
    await submit(visit, task, name, visit.site.application.named_arguments(name, given), "")


async def submit(visit: Visit, task: Task, name: str, data: list[Any], session: str) -> None:
    """Queue a call and answer with its event id."""
    site = visit.site
    event = await site.engine.submit(
        task, data, visit.caller(session, {"api_name": name}), simple=True, size=visit.received
    )
    if session:
        site.calls.add(event, session)
    elif visit.username is not None:
        site.bind(event, visit.username, visit.proof)
    # Published shell snippets cut the fourth part between quotes out of this reply.
    await visit.json({"event_id": event})


async def read(visit: Visit) -> None:
    """Stream the results of a call; its name in the path is not looked at."""
    event = visit.rest.rstrip("/").rpartition("/")[2]
    session = visit.site.calls.session(event)
    known = bool(event) and visit.site.engine.stores.channel.known(session)
    if known:
        visit.own_session(session)
    else:
        await stream(visit, merged([named("error", UNKNOWN)]))
        return
    whole = await stream(visit, results(visit, session))
    if whole and session == event:
        # The session was the event's own: what is read is over, and asking again is told so.
        visit.site.engine.stores.channel.close(session)


async def results(visit: Visit, session: str) -> AsyncGenerator[Chunk, None]:
    """Yield results as named events."""
    spans = visit.site.engine.options.spans
    async with contextlib.aclosing(visit.site.engine.stream(session)) as batches:
        async for batch in batches:
            began = 0 if spans is None else time_ns()
            blocks = [block for message in batch if (block := shown(visit, message, session))]
            if blocks:
                chunk, encoded = b"".join(blocks), 0 if spans is None else time_ns()
                yield chunk, False
                if spans is not None:
                    spans.delivered(batch, began, encoded)


def shown(visit: Visit, message: Message, session: str) -> bytes | None:
    """Return a message as its readers know it; None for what they are not told."""
    try:
        return _shown(visit, message, session)
    except (TypeError, ValueError, RecursionError) as error:
        return named("error", {"error": unsendable(error), "visible": True})


def _shown(visit: Visit, message: Message, session: str) -> bytes | None:
    if isinstance(message, ProcessGenerating):
        # An event of the page in the same session streams edits, and only lists of values are promised here.
        plain = message.event_id == session or visit.site.calls.made(message.event_id)
        return named("generating", message.output.data) if plain else None
    if isinstance(message, ProcessCompleted):
        output = message.output
        if isinstance(output, Output):
            return named("complete", output.data)
        return named("complete", output.get("data", [])) if message.success else named("error", output)
    if isinstance(message, UnexpectedError):
        return named("error", message.message)
    return named("heartbeat", None) if isinstance(message, Heartbeat) else None


def endpoint(rest: str) -> str:
    """Return the name in the path; raises Refusal for a path with more in it."""
    name = rest.rstrip("/")
    if not name or "/" in name:
        raise Refusal(404, "Not Found")
    return name


routes = [
    Hot("POST", f"{API}call/*", call, Access.LOGIN),
    Hot("GET", f"{API}call/*", read, Access.LOGIN),
    Hot("POST", f"{API}call/v2/*", call_by_name, Access.LOGIN),
    Hot("GET", f"{API}call/v2/*", read, Access.LOGIN),
]
