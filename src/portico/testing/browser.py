"""One person's browser: requests to an app in this process, with cookies of its own; no socket, no port."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from portico.lang.cookie_jar import CookieJar
from portico.testing.refusal import Refused, Unreachable

if TYPE_CHECKING:
    from portico.wire.user import User

ASGI = Callable[..., Any]
Message = MutableMapping[str, Any]
PEER = ("127.0.0.1", 50_000)
USER = "portico.testing.user"
"""Where a request's scope has who the test says that it is from; no request over a network has anything there."""


@dataclass(slots=True)
class Reply:
    """What came back.

    Args:
        status: The HTTP status.
        headers: Names, in lower case, with values.
        body: The bytes.
    """

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    body: bytes = b""

    def json(self) -> Any:
        """Return the body as JSON; raises Refused where the server said no."""
        try:
            value: Any = json.loads(self.body)
        except ValueError:
            value = self.body.decode("utf-8", "replace")
        if self.status >= 400:
            raise Refused(self.status, detail_of(value))
        return value


def detail_of(body: Any) -> Any:
    """Return what a refusal says: its `detail` if it has one, or all of it."""
    return body["detail"] if isinstance(body, dict) and "detail" in body else body


class Browser:
    """Asks the app that is served.

    Args:
        served: Returns the ASGI app; None while there is no server.
        host: What the address begins with.
        headers: What every request carries.
    """

    def __init__(self, served: Callable[[], ASGI | None], host: str, headers: Mapping[str, str]) -> None:
        self._served = served
        self.host = host
        self.headers = dict(headers)
        self.jar = CookieJar()
        self.user: User | None = None
        """Who the test says that this is, where a function of the app's looks at each request."""
        self.storage: dict[str, Any] = {}
        """What pages keep here from one visit to the next, by its name."""

    async def get(self, path: str) -> Reply:
        """Return a page or a file."""
        return await self.ask("GET", path)

    async def post(self, path: str, value: Any) -> Reply:
        """Send JSON, as the page does."""
        return await self.ask("POST", path, json.dumps(value).encode(), {"content-type": "application/json"})

    async def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """Return the answer to a request; raises Unreachable where there is no server."""
        reply, sent = Reply(), False
        asked = self._scope("http", path, {"x-gradio-user": "app", **(headers or {})}, body)

        async def receive() -> Message:
            nonlocal sent
            if sent:
                await asyncio.Event().wait()  # until the app has answered: nobody leaves before
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                reply.status = message["status"]
                reply.headers = [(name.decode(), value.decode("latin-1")) for name, value in message["headers"]]
            else:
                reply.body += message.get("body", b"")

        await self._app({**asked, "method": method}, receive, send)
        self.jar.learn(value for name, value in reply.headers if name == "set-cookie")
        return reply

    async def events(self, path: str) -> AsyncGenerator[tuple[str, Any]]:
        """Yield the id and the data of each block of an event stream; closing it is what leaving is to the server."""
        chunks: asyncio.Queue[bytes | int | None] = asyncio.Queue()
        left = asyncio.Event()
        asked = {**self._scope("http", path, {"x-gradio-user": "app"}, b""), "method": "GET"}
        began = False

        async def receive() -> Message:
            nonlocal began
            if not began:
                began = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                chunks.put_nowait(int(message["status"]))
                return
            chunks.put_nowait(message.get("body", b""))
            if not message.get("more_body"):
                chunks.put_nowait(None)

        app = asyncio.get_running_loop().create_task(self._app(asked, receive, send))
        app.add_done_callback(lambda _: chunks.put_nowait(None))
        text = b""
        try:
            while (chunk := await chunks.get()) is not None:
                if isinstance(chunk, int):
                    if chunk >= 400:
                        raise Refused(chunk, None)
                    continue
                text += chunk
                while b"\n\n" in text:
                    block, _, text = text.partition(b"\n\n")
                    yield _read(block)
        finally:
            left.set()
            await asyncio.gather(app, return_exceptions=True)

    async def open(self, path: str) -> Socket | None:
        """Open a WebSocket; None where the app lets nobody open one, or there is no server."""
        socket = Socket()
        headers = {"origin": f"http://{self.host}"}
        try:
            app = self._app({**self._scope("websocket", path, headers, b""), "scheme": "ws"}, socket.up, socket.down)
        except Unreachable:
            return None
        socket.task = asyncio.get_running_loop().create_task(app)
        socket.task.add_done_callback(socket.ended)
        return socket if await socket.accepted else None

    def _app(self, scope: Message, receive: Any, send: Any) -> Any:
        app = self._served()
        if app is None:
            raise Unreachable
        return app(scope, receive, send)

    def _scope(self, kind: str, path: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        raw, _, query = path.partition("?")
        said = {"host": self.host, **self.headers, **headers}
        if cookies := self.jar.header:
            said["cookie"] = cookies
        if body:
            said["content-length"] = str(len(body))
        return {
            "type": kind,
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "http",
            "path": unquote(raw),
            "raw_path": raw.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in said.items()],
            "client": PEER,
            "server": ("127.0.0.1", 7860),
            "state": {},
            USER: self.user,
        }


class Socket:
    """The two ends of a WebSocket, one in the page's hands, one in the app's."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.accepted: asyncio.Future[bool] = loop.create_future()
        self.task: asyncio.Task[None] | None = None
        self._up: asyncio.Queue[Message] = asyncio.Queue()
        self._down: asyncio.Queue[str | int] = asyncio.Queue()
        self._up.put_nowait({"type": "websocket.connect"})
        self._closed = False

    async def up(self) -> Message:
        """Give the app what the page sent."""
        return await self._up.get()

    async def down(self, message: Message) -> None:
        """Take what the app says."""
        kind = message["type"]
        if kind == "websocket.accept":
            self.accepted.set_result(True)
        elif kind == "websocket.close":
            if self.accepted.done():
                self._down.put_nowait(int(message.get("code", 1000)))
            else:
                self.accepted.set_result(False)
        elif self._closed:
            raise OSError("The connection is gone.")
        else:
            self._down.put_nowait(message["text"])

    def ended(self, _: object) -> None:
        """Learn that the app is done with it."""
        if not self.accepted.done():
            self.accepted.set_result(False)
        self._down.put_nowait(1006)

    def send(self, text: str) -> None:
        """Send a frame."""
        self._up.put_nowait({"type": "websocket.receive", "text": text})

    async def receive(self) -> str | int:
        """Return the next frame, or the number with which the connection was closed."""
        return await self._down.get()

    def cut(self, code: int = 1006) -> None:
        """Break the connection: nothing gets through any more, and both sides learn of it."""
        if self._closed:
            return
        self._closed = True
        self._up.put_nowait({"type": "websocket.disconnect", "code": code})
        while not self._down.empty():
            self._down.get_nowait()  # what was on its way is lost
        self._down.put_nowait(code)

    async def over(self) -> None:
        """Wait until the app is done with it."""
        if self.task is not None:
            await asyncio.gather(self.task, return_exceptions=True)


def _read(block: bytes) -> tuple[str, Any]:
    fields = dict(line.split(": ", 1) for line in block.decode().splitlines() if ": " in line)
    return fields.get("id", ""), json.loads(fields.get("data", "null"))
