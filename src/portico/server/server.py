"""The server: a table of hot paths in front of Starlette's router, behind middleware that is a list.

It knows ASGI and nothing of the page: what is served, it learns from the Application and the Engine.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.routing import Router

from portico.engine.engine import Engine
from portico.server.application import Application
from portico.server.boundary import Boundary
from portico.server.cors import Cors
from portico.server.door import Door, PasswordDoor
from portico.server.forwarded import Proxies
from portico.server.guard import admit, private
from portico.server.options import ServerOptions
from portico.server.refusal import Refusal
from portico.server.root import route_of
from portico.server.routes import (
    absent,
    assets,
    call,
    cancel,
    config,
    dev,
    files,
    health,
    heartbeat,
    info,
    login,
    metrics,
    page,
    queue,
    run,
    socket,
    streams,
    upload,
)
from portico.server.routing import API, Access, Hot, Table, rule_of
from portico.server.security import ASGI, Gate, Receive, Scope, Send
from portico.server.site import STATIC, Site
from portico.server.visit import Visit
from portico.stores.protocols import FileStore

logger = logging.getLogger("portico.server")

HOT = [
    *queue.routes,
    *socket.routes,
    *call.routes,
    *run.routes,
    *cancel.routes,
    *streams.routes,
    *heartbeat.routes,
    *config.routes,
    *page.routes,
    *login.routes,
    *info.routes,
    *assets.routes,
    *upload.routes,
    *files.routes,
    *dev.routes,
]
COLD = [*health.routes, *metrics.routes, *absent.routes]


def middleware(options: ServerOptions) -> list[Callable[[ASGI], ASGI]]:
    """Return what every request passes, outermost first."""
    return [
        lambda app: Boundary(app, options.quotes),
        lambda app: Cors(app, options),
        lambda app: Gate(app, options),
    ]


def create_server(
    application: Application,
    engine: Engine,
    files: FileStore,
    options: ServerOptions,
    static: Path = STATIC,
    door: Door | None = None,
) -> Server:
    """Return an ASGI app.

    Args:
        application: The page.
        engine: Runs its functions; the app's lifespan starts and stops it.
        files: Where uploads go and files come from.
        options: What the server was told.
        static: The folder of the built front end.
        door: Says who somebody is; None where everybody may come in.
    """
    return Server(Site(application, engine, files, options, static, door))


class Server:
    """The ASGI app of one launch.

    Args:
        site: What is served.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.table = Table(HOT)
        self.router = Router(list(COLD), redirect_slashes=False)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0
        self._proxies = Proxies(site.options.trusted_proxies)
        self._gate = Gate(self._dispatch, site.options)
        self._entry: ASGI = self._dispatch
        for layer in reversed(middleware(site.options)):
            self._entry = layer(self._entry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if not self.site.started:
                # Mounted into another app, the lifespan is never run.
                await self._start()
            await self._entry(self._proxies.believed(scope), receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            if not self.site.started:
                await self._start()
            scope = self._proxies.believed(scope)
            await socket.answer(self.site, self._gate, self._entry, scope, receive, send)

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = route_of(scope, self.site.options.root_path)
        found = self.table.find(path)
        door = self.site.door
        if door is not None:
            send = private(send)
            if not await admit(door, self._rule(found, path, scope), Visit(self.site, scope, receive, send)):
                return
        if found is None:
            await self._cold(path, scope, receive, send)
            return
        answers, rest = found
        route = answers.get(scope["method"])
        if route is None:
            allowed = ", ".join(sorted(answers)).encode()
            raise Refusal(405, "Method Not Allowed", headers=[(b"allow", allowed)])
        await route.handler(Visit(self.site, scope, receive, send, rest))

    def _rule(self, found: tuple[dict[str, Hot], str] | None, path: str, scope: Scope) -> Access:
        if found is None:
            return rule_of(COLD, self._inner(path, scope))
        route = found[0].get(scope["method"])
        return Access.LOGIN if route is None else route.access

    def _inner(self, path: str, scope: Scope) -> Scope:
        path = path.rstrip("/") if path.startswith(API) else path
        return {**scope, "app": self, "path": path, "root_path": ""}

    async def _cold(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        inner = self._inner(path, scope)
        try:
            await self.router(inner, receive, send)
        except HTTPException as error:
            raise Refusal(error.status_code, error.detail, headers=_headers(error)) from None

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self._start()
                except Exception as error:
                    logger.exception("The server could not start.")
                    await send({"type": "lifespan.startup.failed", "message": str(error)})
                    return
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        await self.site.start()

    async def stop(self) -> None:
        """End every job and stream."""
        await self.site.stop()

    def log_out(self, name: str) -> None:
        """End every login of a name, from any thread."""
        door = self.site.door
        if isinstance(door, PasswordDoor) and self._loop is not None and self._loop.is_running():
            self._loop.call_soon_threadsafe(self._log_out, door, name)

    def _log_out(self, door: PasswordDoor, name: str) -> None:
        began, audit = time.monotonic(), self.site.engine.audit
        if door.logins.end_all(name) and audit is not None:
            audit.note("logout", name, "", "", "/logout", began, "done")

    def leave(self) -> None:
        """End every job and stream, from any thread; returns when that is done, or at once on the server's own thread.

        An HTTP server that stops waits for its open connections before it ends the lifespan, and a page holds one
        open for as long as it lives: whoever stops the HTTP server calls this first.
        """
        if self._loop is None or not self._loop.is_running():
            return
        ending = asyncio.run_coroutine_threadsafe(self.stop(), self._loop)
        if threading.get_ident() != self._thread:
            ending.result(timeout=10 + self.site.engine.options.shutdown_grace)


def _headers(error: HTTPException) -> list[tuple[bytes, bytes]]:
    return [(key.lower().encode(), value.encode()) for key, value in (error.headers or {}).items()]
