"""The page's socket: what the page asks goes up, what its session is told comes down, on one connection.

A request costs a browser several milliseconds, a message on an open socket well under one. Nothing but the page uses
it, and the page does without where something between the two refuses it. What goes up is a request like any other: it
passes the same gates and reaches the same routes. Frames are JSON, those that go down in lists:

    up      {"id": 1, "path": "queue/join", "body": {…}}      a POST of JSON to a route of the API
            {"got": 17}                                       messages up to this number arrived
    down    {"at": 0}                                         first: the page goes on after this message
            {"id": 1, "status": 200, "body": {…}}             the answer to a request
            {"at": 19, "messages": [{…}, {…}]}                what the session is told, with the number of the last
            {"news": {…}}                                     what is told to who writes the app (`news.py`)
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import MutableMapping
from time import time_ns
from typing import Any
from urllib.parse import unquote

import msgspec

from portico.engine.engine import Engine
from portico.errors import Missed
from portico.server.door import LOGIN
from portico.server.logins import Login
from portico.server.news import is_developer
from portico.server.security import ASGI, Scope
from portico.server.sse import encoded
from portico.server.visit import Visit
from portico.wire.codec import encode, struct
from portico.wire.messages import Estimation, ProcessStarts, UnexpectedError
from portico.wire.requests import SocketFrame

logger = logging.getLogger("portico.server")

MOST = 64
"""Requests of one page that are answered at once; further ones wait in the connection."""
JOIN = "queue/join"
PATIENT = (Estimation, ProcessStarts)
PATIENCE = 0.005
"""Seconds that the news that a call was taken, waits or began may wait for its result: most results come sooner, and a
page that is told everything at once draws once."""
HOP_BY_HOP = frozenset({b"connection", b"upgrade", b"content-length", b"content-type", b"transfer-encoding"})
UNFIT = 1007
BROKEN = 1011
RESTARTS = 1012
LOGGED_OUT = 4003
"""The login that the page came with has ended."""
TAKEN = 4001
"""Another reader of the session took over."""


class Conversation:
    """One page's socket.

    Args:
        visit: The request that opened it.
        entry: Answers what goes up.
        session: Whose page it is.
    """

    def __init__(self, visit: Visit, entry: ASGI, session: str) -> None:
        self.site = visit.site
        self.session = session
        self._receive = visit.receive
        self._send = visit.send
        self._entry = entry
        self._scope = _template(visit.scope)
        self._asking: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(MOST)
        self._frames: list[bytes] = []
        self._flushing: asyncio.TimerHandle | None = None
        self._line = asyncio.Lock()
        self._closed = False

    async def hold(self, after: int) -> None:
        """Talk until the page leaves, or the server does.

        Args:
            after: The number of the last message that arrived.
        """
        task = asyncio.current_task()
        assert task is not None, "a conversation runs in a task"
        self.site.sockets.add(task)
        login: Login | None = self._scope.get(LOGIN)
        if login is not None:
            login.watching.add(task.cancel)
        telling = asyncio.get_running_loop().create_task(self._tell(after))
        try:
            await self._hear()
        except asyncio.CancelledError:
            ended = login is not None and login.ended
            if not self.site.stopped and not ended:
                raise
            task.uncancel()
            await self._close(LOGGED_OUT if ended else RESTARTS)
        finally:
            if login is not None:
                login.watching.discard(task.cancel)
            self.site.sockets.discard(task)
            if self.site.news is not None:
                self.site.news.discard(self.session, self._hear_news)
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _hear(self) -> None:
        while (message := await self._receive())["type"] == "websocket.receive":
            raw = message.get("text") or message.get("bytes") or b""
            try:
                frame = struct(raw.encode() if isinstance(raw, str) else raw, SocketFrame)
            except (msgspec.DecodeError, ValueError, RecursionError):
                await self._close(UNFIT)
                return
            if frame.got is not None:
                self.site.engine.stores.channel.forget(self.session, frame.got)
            if frame.id is not None:
                await self._room.acquire()
                asking = asyncio.get_running_loop().create_task(self._ask(frame.id, frame.path, bytes(frame.body)))
                self._asking.add(asking)
                asking.add_done_callback(self._answered)

    def _answered(self, asking: asyncio.Task[None]) -> None:
        self._room.release()
        self._flushed(asking)

    def _flushed(self, task: asyncio.Task[None]) -> None:
        self._asking.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, OSError):  # a page that has gone takes no answer
            logger.error("A page's request could not be answered.", exc_info=error)

    async def _ask(self, number: int, path: str, body: bytes) -> None:
        """Pass a request on as one of HTTP, and send its answer back."""
        raw, _, query = path.partition("?")
        size = (b"content-length", b"%d" % len(body))
        scope = {
            **self._scope,
            "path": self._scope["path"] + unquote(raw),
            "raw_path": self._scope["raw_path"] + raw.encode(),
            "query_string": query.encode(),
            "headers": [*self._scope["headers"], size],
        }
        answer = _Answer(body)
        await self._entry(scope, answer.receive, answer.send)
        frame = b'{"id":%d,"status":%d,"body":%b}' % (number, answer.status, answer.json)
        await self._put(frame, patient=path.startswith(JOIN) and answer.status == 200)

    async def _tell(self, after: int) -> None:
        engine: Engine = self.site.engine
        spans = engine.options.spans
        await self._put(b'{"at":%d}' % after)
        if self.site.news is not None and is_developer(self._scope):
            self.site.news.add(self.session, self._hear_news)
        try:
            async with contextlib.aclosing(engine.follow(self.session, after)) as batches:
                async for batch in batches:
                    began = 0 if spans is None else time_ns()
                    messages = b",".join([text for message in batch if (text := encoded(message))])
                    written = 0 if spans is None else time_ns()
                    batch.size = len(messages)
                    patient = all(isinstance(message, PATIENT) for message in batch)
                    await self._put(b'{"at":%d,"messages":[%b]}' % (batch.last, messages), patient)
                    if spans is not None:
                        spans.delivered(batch, began, written)
        except Missed:
            lost = encode(UnexpectedError(message="404: Not Found", session_not_found=True))
            await self._put(b'{"at":0,"messages":[%b]}' % lost)
        except OSError:
            return  # the page has gone
        except Exception:
            # A page that is told nothing more must not wait for it: it comes back, and goes on after what it got.
            logger.exception("A page could not be told what happened.")
            await self._close(BROKEN)
            return
        taken = not self.site.stopped and engine.stores.channel.watched(self.session)
        await self._close(TAKEN if taken else RESTARTS)

    def _hear_news(self, news: bytes) -> None:
        self._frames.append(b'{"news":%b}' % news)
        self._flush_soon()

    async def _close(self, code: int) -> None:
        if not self._closed:
            self._closed = True
            await self._send({"type": "websocket.close", "code": code})

    async def _put(self, frame: bytes, patient: bool = False) -> None:
        """Send a frame, or, where it is patient, put it aside until something more urgent goes, or its time is up."""
        self._frames.append(frame)
        if not patient:
            await self._flush()
        elif self._flushing is None:
            self._flushing = asyncio.get_running_loop().call_later(PATIENCE, self._flush_soon)

    def _flush_soon(self) -> None:
        flushing = asyncio.get_running_loop().create_task(self._flush())
        self._asking.add(flushing)
        flushing.add_done_callback(self._flushed)

    async def _flush(self) -> None:
        if self._flushing is not None:
            self._flushing.cancel()
            self._flushing = None
        async with self._line:
            frames, self._frames = self._frames, []
            if frames and not self._closed:  # an answer may be ready only when the page was told to go
                await self._send({"type": "websocket.send", "text": (b"[%b]" % b",".join(frames)).decode()})


class _Answer:
    """ASGI's two ends of a request whose answer is JSON."""

    __slots__ = ("_body", "_chunks", "_json", "status")

    def __init__(self, body: bytes) -> None:
        self.status = 500
        self._body = body
        self._json = True
        self._chunks: list[bytes] = []

    async def receive(self) -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._json = dict(message["headers"]).get(b"content-type", b"").startswith(b"application/json")
        else:
            self._chunks.append(message.get("body", b""))

    @property
    def json(self) -> bytes:
        whole = b"".join(self._chunks)
        return whole if self._json and whole else encode(whole.decode(errors="replace"))


def _template(scope: Scope) -> dict[str, Any]:
    """Return what all requests of one socket have in common: the headers it was opened with, and the API's path."""
    headers = [
        (name, value)
        for name, value in scope["headers"]
        if name not in HOP_BY_HOP and not name.startswith(b"sec-websocket")
    ]
    return {
        **scope,
        "type": "http",
        "method": "POST",
        "scheme": {"wss": "https", "ws": "http"}.get(scope["scheme"], scope["scheme"]),
        "path": scope["path"].removesuffix("socket"),
        "raw_path": scope.get("raw_path", b"").removesuffix(b"socket"),
        "headers": [*headers, (b"content-type", b"application/json"), (b"x-gradio-user", b"app")],
    }
