"""The API's description, in Gradio's shape and as OpenAPI."""

from __future__ import annotations

from portico.server.openapi import described
from portico.server.routing import API, Access, Hot
from portico.server.visit import JSON_TYPE, NO_STORE, Visit
from portico.wire.codec import decode, encode

TRUE = frozenset({"true", "1", "yes", "on"})


def description(visit: Visit, all_endpoints: bool) -> bytes:
    """Return the description as JSON, for who asks."""
    session = visit.own_session(visit.query("session_hash"))
    return visit.site.application.info(visit.caller(session), all_endpoints)


async def info(visit: Visit) -> None:
    """Answer with every endpoint, its parameters and results."""
    every = (visit.query("all_endpoints") or "").lower() in TRUE
    await visit.reply(200, description(visit, every), [JSON_TYPE, NO_STORE])


async def openapi(visit: Visit) -> None:
    """Answer with the same as an OpenAPI document."""
    document = described(decode(description(visit, False)), visit.site.application.title)
    await visit.reply(200, encode(document), [JSON_TYPE, NO_STORE])


routes = [
    Hot("GET HEAD", f"{API}info", info, Access.LOGIN),
    Hot("GET HEAD", f"{API}openapi.json", openapi, Access.LOGIN),
]
