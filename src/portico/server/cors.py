"""Which other origins may read the app's answers, as the wire's section on CORS says."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from portico.server.options import ServerOptions
from portico.server.root import host_of
from portico.server.security import ASGI, Receive, Scope, Send, acceptable

METHODS = b"DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
CREDENTIALS = (b"access-control-allow-credentials", b"true")


class Cors:
    """Answers preflights and marks answers; a request without `Origin` passes untouched.

    Args:
        app: What is behind it.
        options: What the server was told.
    """

    def __init__(self, app: ASGI, options: ServerOptions) -> None:
        self.app = app
        self.strict = options.strict_cors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = next((value for name, value in scope["headers"] if name == b"origin"), None)
        if origin is None or outer_app_decides(scope):
            await self.app(scope, receive, send)
            return
        marks = [CREDENTIALS]
        if acceptable(origin.decode("latin-1"), host_of(scope), self.strict):
            marks += [(b"access-control-allow-origin", origin), (b"vary", b"Origin")]
        if scope["method"] == "OPTIONS":
            headers = dict(scope["headers"])
            if b"access-control-request-method" in headers:
                await preflight(send, marks, headers.get(b"access-control-request-headers"))
                return

        async def answer(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *marks]
            await send(message)

        await self.app(scope, receive, answer)


async def preflight(send: Send, marks: list[tuple[bytes, bytes]], asked: bytes | None) -> None:
    """Answer a browser that asks before it sends."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"2"),
        (b"access-control-allow-methods", METHODS),
        (b"access-control-max-age", b"600"),
        *marks,
    ]
    if asked is not None:
        headers.append((b"access-control-allow-headers", asked))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"OK"})


def outer_app_decides(scope: Scope) -> bool:
    """Whether the app is mounted into one that has a CORS middleware of its own."""
    layers: Any = getattr(scope.get("app"), "user_middleware", ())
    return any(getattr(layer.cls, "__name__", "") == "CORSMiddleware" for layer in layers)
