"""Whether the server is there, and whether it is the one from before."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from portico.engine.engine import SCHEDULING
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
    """Answer whether the server works, what of its own work failed and did not work since, and how many calls wait.

    The latter is told to nobody who would have to log in.
    """
    site: Site = request.app.site
    failing = site.engine.supervisor.failing
    said: dict[str, Any] = {"status": "degraded" if failing else "ok"}
    if site.door is None or request.scope.get(USER) is not None:
        said["waiting"] = await site.engine.waiting()
        if failing:
            said["failing"] = failing
    # Without cleaning up it goes on for a good while; without scheduling it answers nobody.
    return JSONResponse(said, 503 if SCHEDULING in failing else 200, headers=FRESH)


async def ready(request: Request) -> Response:
    """Answer 200 while new calls are taken and begun, 503 while they are not: for whoever spreads visitors."""
    engine = request.app.site.engine
    # Before the start is over nobody is answered at all.
    why = "stopping" if engine.stopping else "degraded" if SCHEDULING in engine.supervisor.failing else None
    return JSONResponse({"status": why or "ready"}, 503 if why else 200, headers=FRESH)


routes = [
    Cold("/health", health, Access.PUBLIC),
    Cold("/ready", ready, Access.PUBLIC),
    Cold(f"{API}ready", ready, Access.PUBLIC),
    Cold(f"{API}app_id", app_id, Access.LOGIN),
    Cold(f"{API}startup-events", startup_events, Access.LOGIN),
    Cold(f"{API}health", health, Access.PUBLIC),
]
