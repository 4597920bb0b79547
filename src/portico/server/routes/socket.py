"""Opening the page's socket."""

from __future__ import annotations

from portico.server.guard import admit
from portico.server.refusal import Refusal
from portico.server.root import route_of
from portico.server.routes.queue import position
from portico.server.routing import API, Access, Hot
from portico.server.security import ASGI, Gate, Receive, Scope, Send
from portico.server.site import Site
from portico.server.socket import Conversation
from portico.server.visit import Visit

PATH = f"{API}socket"
REFUSED = 1008


async def answer(site: Site, gate: Gate, entry: ASGI, scope: Scope, receive: Receive, send: Send) -> None:
    """Hold the socket of a page for as long as it is open; it is the page's heartbeat too.

    Args:
        site: What is served.
        gate: Says who may open one.
        entry: Answers the requests that come up.
        scope: ASGI's description of the upgrade.
        receive: Gives what the page sends.
        send: Takes what it is told.
    """
    await receive()  # websocket.connect
    visit = Visit(site, {**scope, "method": "GET"}, receive, send)
    try:
        if route_of(scope, site.options.root_path) != PATH or not gate.admits_socket(scope) or site.stopped:
            raise Refusal(403, "There is no socket here for this origin.")
        if site.door is not None:
            await admit(site.door, Access.LOGIN, visit)
        session = visit.named(visit.query("session_hash"))
        after = position(visit) or 0
        caller = visit.caller(session, {"session_hash": session})
    except Refusal:
        # Before it is accepted, a close is a 403 to the browser, which then does without a socket.
        await send({"type": "websocket.close", "code": REFUSED})
        return
    await send({"type": "websocket.accept"})
    site.engine.sessions.arrived(caller)
    try:
        await Conversation(visit, entry, session).hold(after)
    finally:
        if not site.stopped:
            await site.engine.left(caller)


async def upgrade(_: Visit) -> None:
    """Say what is wanted here, to who asked without an upgrade or through a proxy that takes upgrades away."""
    raise Refusal(426, "This address is the page's WebSocket.", headers=[(b"upgrade", b"websocket")])


routes = [Hot("GET", PATH, upgrade, Access.LOGIN)]
