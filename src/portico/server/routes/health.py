"""Whether the server is there, and whether it is the one from before."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from portico.server.door import USER
from portico.server.routing import API, Access, Cold
from portico.server.site import Site

FRESH = {"cache-control": "no-store"}


async def app_id(request: Request) -> Response:
    """Answer with a number that is another after a restart."""
    return JSONResponse({"app_id": request.app.site.application.app_id}, headers=FRESH)


async def startup_events(request: Request) -> Response:
    """Answer true the first time and false after that, as launchers expect."""
    site: Site = request.app.site
    first, site.asked_for_startup = not site.asked_for_startup, True
    return JSONResponse(first, headers=FRESH)


async def health(request: Request) -> Response:
    """Answer that the server works, and how many calls wait; the latter to nobody who would have to log in."""
    site: Site = request.app.site
    if site.door is not None and request.scope.get(USER) is None:
        return JSONResponse({"status": "ok"}, headers=FRESH)
    return JSONResponse({"status": "ok", "waiting": await site.engine.waiting()}, headers=FRESH)


routes = [
    Cold(f"{API}app_id", app_id, Access.LOGIN),
    Cold(f"{API}startup-events", startup_events, Access.LOGIN),
    Cold(f"{API}health", health, Access.PUBLIC),
]
