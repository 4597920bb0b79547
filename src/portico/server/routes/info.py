"""The API's description, in Gradio's shape and as OpenAPI."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portico.server.caller import caller_of
from portico.server.openapi import described
from portico.server.routing import API
from portico.server.site import Site
from portico.server.visit import known_session
from portico.wire.codec import decode, encode

HEADERS = {"cache-control": "no-store"}
TRUE = frozenset({"true", "1", "yes", "on"})


def description(request: Request, all_endpoints: bool) -> bytes:
    """Return the description as JSON, for who asks."""
    site: Site = request.app.site
    session = known_session(request.query_params.get("session_hash", ""))
    caller = caller_of(request.scope, site.options.root_path, session)
    return site.application.info(caller, all_endpoints)


async def info(request: Request) -> Response:
    """Answer with every endpoint, its parameters and results."""
    every = request.query_params.get("all_endpoints", "").lower() in TRUE
    return Response(description(request, every), media_type="application/json", headers=HEADERS)


async def openapi(request: Request) -> Response:
    """Answer with the same as an OpenAPI document."""
    title: str = request.app.site.application.title
    document = described(decode(description(request, False)), title)
    return Response(encode(document), media_type="application/json", headers=HEADERS)


routes = [Route(f"{API}info", info), Route(f"{API}openapi.json", openapi)]
