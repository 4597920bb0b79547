"""One request on a connection and its answer: ASGI's two ends, with as little work as HTTP allows.

uvicorn's own looks through each header with regular expressions and writes the head and the body of an answer one after
the other, and each write is a call to the system: for a small answer the dearest part of it. Here they go together.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Self

from uvicorn.protocols.http.flow_control import FlowControl

from portico.server.security import ASGI, Scope

logger = logging.getLogger("portico.server")

STATUS_LINES = {status.value: b"HTTP/1.1 %d %b\r\n" % (status, status.phrase.encode()) for status in HTTPStatus}
WITHOUT_BODY = (204, 304)
LARGE = 65_536
"""Bytes of a body that is not copied to go with its head."""
FAILED = b"Internal Server Error"


class Cycle:
    """What one request is answered with.

    Args:
        scope: The request.
        transport: Where the answer goes.
        flow: Says whether the client takes what is sent.
        keep_alive: Whether the connection is used again.
        continues: Whether the client waits to be told that it may send the body.
        over: Called when the answer is complete.

    Attributes:
        body: What came of the request's body, and was not asked for yet.
        more_body: Whether the rest of it is to come.
        disconnected: Whether the client has gone.
        parting: Whether the client is to close the connection when it has read the answer, and not the server.
    """

    __slots__ = (
        "_bell",
        "_continues",
        "_flow",
        "_gone",
        "_head",
        "_left",
        "_over",
        "_parted",
        "_rung",
        "_silent",
        "_transport",
        "body",
        "disconnected",
        "keep_alive",
        "more_body",
        "parting",
        "response_complete",
        "response_started",
        "scope",
        "task",
    )

    def __init__(
        self,
        scope: Scope,
        transport: asyncio.Transport,
        flow: FlowControl,
        keep_alive: bool,
        continues: bool,
        over: Callable[[], None],
    ) -> None:
        self.scope = scope
        self.body = bytearray()
        self.more_body = True
        self.disconnected = False
        self.keep_alive = keep_alive
        self.response_started = False
        self.response_complete = False
        self._transport = transport
        self._flow = flow
        self._continues = continues
        self._over: Callable[[], None] | None = over
        self._rung = False
        self._gone: Callable[[], None] | None = None
        self._parted: Callable[[], None] | None = None
        self.parting = False
        self._bell: asyncio.Event | None = None
        """Made for who waits; almost nobody does."""
        self._head = b""
        """The head, until something goes with it."""
        self._left: int | None = None
        """Bytes of the body that are to come; None: as many as there are, in chunks."""
        self._silent = scope["method"] == "HEAD"
        self.task: Any = None
        """Who answers."""

    @property
    def message_event(self) -> Self:
        """What uvicorn's connection sets when more of the request came, or the client left."""
        return self

    def set(self) -> None:
        """Wake who waits for the client, and tell who wants to know that it has gone."""
        self._rung = True
        if self._bell is not None:
            self._bell.set()
        if self.disconnected and self._gone is not None:
            self._gone()

    def when_gone(self, tell: Callable[[], None] | None) -> None:
        """Call a function when the client goes; at once where it has gone, and none any more from None on."""
        self._gone = tell
        if tell is not None and self.disconnected:
            tell()

    def part(self) -> bool:
        """Ask the client, before it is answered, to close the connection once it has read the answer.

        Returns:
            Whether that will be told; not where the connection ends with the answer.
        """
        self.parting = self.keep_alive and not self.response_started
        return self.parting

    def when_parted(self, tell: Callable[[], None]) -> None:
        """Call a function when the client, asked to part, has read the whole answer, or is gone; at once if it is."""
        if self._transport.is_closing():
            tell()
        else:
            self._parted = tell

    def parted(self) -> None:
        """The client closed the connection, or asks for something else on it: it has read the answer."""
        tell, self._parted = self._parted, None
        if tell is not None:
            tell()

    async def run(self, app: ASGI, running: set[asyncio.Task[None]]) -> None:
        """Answer. A failure that the app did not answer itself ends the connection, if there is no other way.

        Args:
            app: What answers.
            running: The server's tasks, this one's among them until it is over.
        """
        try:
            await app(self.scope, self.receive, self.send)
        except BaseException as error:  # nobody awaits the task; and what the error says may be a visitor's
            logger.error("A request was not answered: %s.", type(error).__name__)
        finally:
            running.discard(self.task)
        if not self.disconnected and not self.response_complete:
            await self._give_up()

    async def _give_up(self) -> None:
        if self.response_started:
            self._transport.close()
        else:
            length = (b"content-length", b"%d" % len(FAILED))
            await self.send({"type": "http.response.start", "status": 500, "headers": [length]})
            await self.send({"type": "http.response.body", "body": FAILED})

    async def receive(self) -> MutableMapping[str, Any]:
        """Return what came of the body, or that the client has gone."""
        if self._continues:
            self._continues = False
            self._write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if not self.disconnected and not self.response_complete:
            self._flow.resume_reading()
            if not self._rung:
                bell = self._bell = self._bell or asyncio.Event()
                await bell.wait()
                bell.clear()
            self._rung = False
        if self.disconnected or self.response_complete:
            return {"type": "http.disconnect"}
        body, self.body = bytes(self.body), bytearray()
        return {"type": "http.request", "body": body, "more_body": self.more_body}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Take the head of the answer, which goes with the first part of the body, or the next part of the body."""
        if self._flow.write_paused and not self.disconnected:
            await self._flow.drain()
        if self.disconnected:
            return
        kind = message["type"]
        if kind == "http.response.body" and self.response_started and not self.response_complete:
            self._continue(message.get("body", b""), message.get("more_body", False))
        elif kind == "http.response.start" and not self.response_started:
            self._start(message["status"], message.get("headers", ()))
        else:
            raise RuntimeError(f"A {kind} came where the answer had no place for it.")

    def _start(self, status: int, headers: Any) -> None:
        self.response_started = True
        self._continues = False
        lines = [STATUS_LINES.get(status) or b"HTTP/1.1 %d \r\n" % status]
        lines += [b"%b: %b\r\n" % (name, value) for name, value in headers]
        known = dict(headers)
        length, connection = known.get(b"content-length"), known.get(b"connection")
        if length is not None:
            self._left = int(length)
        if connection is not None and b"close" in connection.lower():
            self.keep_alive = False
        if not self.keep_alive or self.parting:
            lines.append(b"connection: close\r\n")
        if self._silent or status in WITHOUT_BODY:
            self._left = 0
        elif self._left is None:
            lines.append(b"transfer-encoding: chunked\r\n")
        head = b"".join(lines)
        if head.count(b"\n") != len(lines) or head.count(b"\r") != len(lines) or b"\0" in head:
            raise RuntimeError("A header of the answer has a line break in it.")
        self._head = head + b"\r\n"

    def _continue(self, body: bytes, more: bool) -> None:
        if self._silent:
            body = b""
        elif self._left is None:
            body = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
            if not more:
                body += b"0\r\n\r\n"
        else:
            self._left -= len(body)
            if self._left < 0 or (self._left and not more):
                raise RuntimeError("The body of an answer has another length than its head says.")
        if self._head:
            head, self._head = self._head, b""
            if len(body) > LARGE:
                self._write(head)
            else:
                body = head + body
        self._write(body)
        if not more:
            self._end()

    def _end(self) -> None:
        self.response_complete = True
        self.set()
        if not self.keep_alive:
            self._transport.close()
        over, self._over = self._over, None
        if over is not None:
            over()

    def _write(self, data: bytes) -> None:
        if data and not self._transport.is_closing():
            self._transport.write(data)
