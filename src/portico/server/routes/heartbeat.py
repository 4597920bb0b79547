"""The stream that a client holds open for as long as its session lives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from portico.server.routing import API, Access, Hot
from portico.server.sse import Chunk, stream
from portico.server.visit import Visit

ALIVE = b"data: ALIVE\n\n"


async def heartbeat(visit: Visit) -> None:
    """Say that the server lives; when the client leaves, the session's page is gone."""
    session = visit.named(visit.rest)
    caller = visit.caller(session, {"session_hash": session})
    sessions = visit.site.engine.sessions
    sessions.arrived(caller)
    try:
        await stream(visit, beats(visit.site.options.heartbeat), reads_jobs=False)
    finally:
        if not visit.site.stopped:
            # A server that stops has not been left by its visitors.
            await visit.site.engine.left(caller)


async def beats(interval: float) -> AsyncGenerator[Chunk, None]:
    """Yield a sign of life at once, and then every so many seconds."""
    while True:
        yield ALIVE, False
        await asyncio.sleep(interval)


routes = [Hot("GET", f"{API}heartbeat/*", heartbeat, Access.LOGIN)]
