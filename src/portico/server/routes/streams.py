"""Live inputs: the pieces that follow the first, and the end."""

from __future__ import annotations

from portico.engine.live import Piece
from portico.server.routing import API, Hot
from portico.server.visit import Visit
from portico.wire.requests import JoinRequest

DONE = {"msg": "success"}
CLOSE = "/close"


async def feed(visit: Visit) -> None:
    """Take the next piece of a live input, or its end; an event that is over is answered with an empty 404."""
    rest = visit.rest.rstrip("/")
    event = rest.removesuffix(CLOSE)
    engine = visit.site.engine
    found = engine.feed(event)
    if found is not None and rest != event:
        await visit.body()
        found.close()
    elif found is not None:
        request = await visit.struct(JoinRequest)
        found = engine.feed(event, request.session_hash)
        if found is not None:
            found.offer(Piece(request.data, request.event_data))
    if found is None:
        await visit.reply(404, b"", [])
    else:
        await visit.json(DONE)


routes = [Hot("POST", f"{API}stream/*", feed)]
