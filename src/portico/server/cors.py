"""Which other origins may read the app's answers, as the wire's section on CORS says."""

from __future__ import annotations

from portico.server.boundary import MARKS
from portico.server.heads import heads_of
from portico.server.options import ServerOptions
from portico.server.origins import Origins, outer_cors
from portico.server.root import host_of
from portico.server.security import ASGI, Receive, Scope, Send

METHODS = b"DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
CREDENTIALS = (b"access-control-allow-credentials", b"true")
ALLOWED = b"access-control-allow-origin"
VARY = (b"vary", b"Origin")


class Cors:
    """Answers preflights and has answers marked; a request without `Origin` passes untouched.

    Args:
        app: What is behind it.
        options: What the server was told.
    """

    def __init__(self, app: ASGI, options: ServerOptions) -> None:
        self.app = app
        self.origins = Origins(options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = heads_of(scope).get(b"origin")
        if origin is None or outer_cors(scope) is not None:
            await self.app(scope, receive, send)
            return
        marks = self._marks(origin, scope)
        scope[MARKS].extend(marks)
        if scope["method"] == "OPTIONS":
            headers = dict(scope["headers"])
            if b"access-control-request-method" in headers:
                await preflight(send, headers.get(b"access-control-request-headers"))
                return
        await self.app(scope, receive, send)

    def _marks(self, origin: bytes, scope: Scope) -> list[tuple[bytes, bytes]]:
        if self.origins.named(origin.decode("latin-1"), host_of(scope), scope):
            return [CREDENTIALS, (ALLOWED, origin), VARY]
        if self.origins.everybody:
            # Who comes from anywhere comes without the visitor's cookies.
            return [(ALLOWED, b"*"), VARY]
        return [CREDENTIALS, VARY]


async def preflight(send: Send, asked: bytes | None) -> None:
    """Answer a browser that asks before it sends."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"2"),
        (b"access-control-allow-methods", METHODS),
        (b"access-control-max-age", b"600"),
    ]
    if asked is not None:
        headers.append((b"access-control-allow-headers", asked))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"OK"})
