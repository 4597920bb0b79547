"""Where a request's failures end: each becomes one reply in the shape that clients read, and at most one line of log.

A visitor never sees a trace. With the engine's runner this is the one place that catches everything.
"""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

from starlette.exceptions import HTTPException

from portico.errors import (
    FileRefused,
    InvalidPayload,
    NotValid,
    PorticoError,
    QueueFull,
    SessionExpired,
    TooLarge,
    UnknownTask,
    ValidatorFailed,
)
from portico.lang.ids import incident_number
from portico.lang.redaction import redacted
from portico.lang.sparing import Sparing, also
from portico.server.refusal import Departed, Refusal
from portico.server.security import ASGI, SAFE, Receive, Scope, Send
from portico.wire.codec import encode

logger = logging.getLogger("portico.server")

STATUSES: list[tuple[type[PorticoError], int]] = [
    (UnknownTask, 404),
    (SessionExpired, 404),
    (FileRefused, 403),
    (TooLarge, 413),
    (QueueFull, 503),
    (ValidatorFailed, 400),
]
RETRY = (b"retry-after", b"5")
SHOWN = 200
"""Characters of a refusal that the log shows."""
TOLD = 500
"""Characters of a refusal that a visitor is sent: it may quote what came, which may be long."""


MARKS = "portico.marks"
"""Where a request's scope has the headers that its answer gets, whoever answers."""
NOSNIFF = (b"x-content-type-options", b"nosniff")


class Boundary:
    """Answers what a route could not, and marks each answer with what is true of all of them.

    Args:
        app: What is behind it.
        quotes: Whether the log has what exceptions quote of requests.
    """

    def __init__(self, app: ASGI, quotes: bool = False) -> None:
        self.app = app
        self.quotes = quotes
        self._refusals = Sparing()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False
        marks = scope[MARKS] = [NOSNIFF]

        async def answer(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            if not started:
                started = True
                message["headers"] = [*message.get("headers", ()), *marks]
            await send(message)

        try:
            await self.app(scope, receive, answer)
        except Departed:
            return
        except Exception as error:
            if started:
                # Half a reply is out. The HTTP server sees that it has no end, and cuts the connection.
                number = incident_number()
                said = "An answer to %s broke off, reference %s"
                told = discreet(error, scope, self.quotes)
                logger.error(said, quoted(scope["path"]), number, exc_info=told, extra={"incident": number})
                return
            await self._answer(scope, refusal(error, scope, self.quotes), answer)

    async def _answer(self, scope: Scope, refused: Refusal, send: Send) -> None:
        if refused.status < 500:
            self._note(scope, refused)
        if refused.plain:
            kind, body = b"text/plain; charset=utf-8", str(refused.detail).encode(errors="replace")
        else:
            kind, body = b"application/json", encode({"detail": refused.detail})
        headers = [
            (b"content-type", kind),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
            *refused.headers,
        ]
        await send({"type": "http.response.start", "status": refused.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _note(self, scope: Scope, refused: Refusal) -> None:
        if not logger.isEnabledFor(logging.INFO) or (untold := self._refusals.take()) is None:
            return
        # A refusal of what has a body may quote it, except where the gate refused before anything was read.
        said = quoted(str(refused.detail)) if scope["method"] in SAFE or refused.status == 403 else ""
        details = {"method": scope["method"], "status": refused.status}
        line = (scope["method"], quoted(scope["path"]), refused.status, said, also(untold))
        logger.info("%s %s: %d %s%s", *line, extra=details)


def refusal(error: Exception, scope: Scope, quotes: bool = False) -> Refusal:
    """Return what a visitor is told of an exception.

    Args:
        error: The exception.
        scope: The request.
        quotes: Whether the log has what it quotes of the request.
    """
    if isinstance(error, Refusal):
        return error
    if isinstance(error, HTTPException):
        headers = [(key.lower().encode(), value.encode()) for key, value in (error.headers or {}).items()]
        return Refusal(error.status_code, error.detail, headers=headers)
    if isinstance(error, NotValid):
        return Refusal(422, error.verdicts)
    if isinstance(error, InvalidPayload):
        return Refusal(422, [{"type": "value_error", "loc": ["body"], "msg": short(str(error)), "input": None}])
    for kind, status in STATUSES:
        if isinstance(error, kind):
            return Refusal(status, short(str(error)), headers=[RETRY] if status == 503 else None)
    number = incident_number()
    details = {"incident": number, "method": scope["method"], "kind": type(error).__name__}
    said = "A request to %s failed, reference %s"
    told = discreet(error, scope, quotes)
    logger.error(said, quoted(scope["path"]), number, exc_info=told, extra=details)
    return Refusal(500, f"The server could not answer. Reference {number}.")


def discreet(error: Exception, scope: Scope, quotes: bool) -> BaseException:
    """Return an exception as the log has it."""
    if quotes:
        return error
    from portico.server.heard import without_request  # until something fails, nobody needs it

    return without_request(error, scope, scope["method"] not in SAFE)


def short(text: str) -> str:
    """Return the beginning of a long text, without secrets."""
    text = redacted(text)
    return text if len(text) <= TOLD else text[:TOLD] + "…"


def quoted(text: str) -> str:
    """Return text from outside on one short line, its control characters escaped."""
    return ascii(text[:SHOWN])
