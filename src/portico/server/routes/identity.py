"""Who is logged in: nobody, because logins are not built. Clients ask all the same, and hear what open apps say."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from portico.server.root import public_root
from portico.server.routing import API


async def nobody(request: Request) -> Response:  # noqa: ARG001 - the answer is the same for all
    """Answer that nobody is logged in, and that nobody has to be."""
    return JSONResponse(None, headers={"cache-control": "no-store"})


async def token(request: Request) -> Response:  # noqa: ARG001
    """Answer that there is no token."""
    return JSONResponse({"token": None, "user": None}, headers={"cache-control": "no-store"})


async def home(request: Request) -> Response:
    """Send who logs in or out to the page."""
    root = public_root(request.scope, request.app.site.options.root_path)
    return RedirectResponse(f"{root}/", status_code=302)


routes = [
    Route(f"{API}user", nobody),
    Route(f"{API}login_check", nobody),
    Route(f"{API}token", token),
    Route("/login", home, methods=["POST"]),
    Route("/logout", home),
]
