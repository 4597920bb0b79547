"""How a simulated page talks to its server: over one socket as long as it has one, else by requests and a stream.

What the page's own transport does, without its waits: a page whose connection broke comes back at once, and one whose
server is gone waits until there is one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from portico.lang.upload_form import upload_form
from portico.media.mime import guess
from portico.testing.browser import Browser, Socket, detail_of
from portico.testing.refusal import Refused, Unreachable

API = "/gradio_api/"
TAKEN = 4001
SIGNED_OUT = 4003
LARGEST = 500_000
"""Characters of a request that still goes through the socket."""
UNTOLD = 64
"""So many messages may arrive before the server is told so."""
LOST: dict[str, Any] = {"msg": "unexpected_error", "event_id": None, "message": "403: Forbidden"}


class Receiver(Protocol):
    """Who is told what comes."""

    def message(self, message: dict[str, Any]) -> None: ...
    def restarted(self) -> None: ...
    def signed_out(self) -> None: ...


class Transport:
    """One page's way to its server.

    Args:
        browser: Whose page it is.
        session: The page's session.
        query: The page's own query, which user code may read.
        receiver: Who is told what comes.
        up: Waits until there is a server.
    """

    def __init__(
        self, browser: Browser, session: str, query: str, receiver: Receiver, up: Callable[[], Coroutine[Any, Any, Any]]
    ) -> None:
        self.browser = browser
        self.session = session
        self.prefix = API
        self._query = query
        self._receiver = receiver
        self._up = up
        self._app: Any = None
        self._socket: Socket | None = None
        self._opening: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._asked = 0
        self._at = self._told = 0
        self._taken = self._closed = self._signed_out = False
        self._recovering: asyncio.Task[None] | None = None
        self._stream: asyncio.Task[None] | None = None
        self._unfinished: set[str] = set()
        self._early: set[str] = set()
        self._joining = 0

    # The page's requests

    async def config(self) -> dict[str, Any]:
        """Return what the page is made of, and open the socket where the page needs one."""
        config = await self.config_now()
        self.prefix = config.get("api_prefix", "/gradio_api").rstrip("/") + "/"
        self._app = config["app_id"]
        if config.get("connect_heartbeat") or any(one["backend_fn"] for one in config["dependencies"]):
            await self._connect()
        return config

    async def config_now(self) -> dict[str, Any]:
        """Return what the page is made of now."""
        reply = await self.browser.get("/config" + (f"?{self._query}" if self._query else ""))
        return reply.json()

    async def submit(self, request: dict[str, Any]) -> str:
        """Queue a call; its messages come to the receiver under the id that this returns."""
        self._joining += 1
        try:
            reply = await self._post("queue/join", {**request, "session_hash": self.session}, self._query)
            event = str(reply["event_id"])
            if event in self._early:
                self._early.discard(event)
            else:
                self._unfinished.add(event)
            return event
        finally:
            self._joining -= 1
            if not self._joining:
                self._early.clear()
            if self._socket is None:
                self._open_stream()

    async def call(self, request: dict[str, Any]) -> tuple[bool, dict[str, Any]]:
        """Make a call without the queue; returns whether it worked, and what came."""
        try:
            return True, await self._post("run/predict", {**request, "session_hash": self.session}, self._query)
        except Refused as error:
            if isinstance(error.detail, dict) and "error" in error.detail:
                return False, dict(error.detail)
            raise

    async def cancel(self, function: int, event: str) -> None:
        """End a call that is queued or runs."""
        with contextlib.suppress(Refused, Unreachable):
            await self._post("cancel", {"fn_index": function, "event_id": event, "session_hash": self.session})
            await self._post("reset", {"event_id": event})

    async def feed(self, event: str, request: dict[str, Any]) -> None:
        """Send the next piece to a listener that takes a live stream."""
        await self._post(f"stream/{event}", {**request, "session_hash": self.session})

    async def end_feed(self, event: str) -> None:
        """End a live stream."""
        await self._post(f"stream/{event}/close", {})

    async def upload(self, files: list[tuple[str, bytes]]) -> list[dict[str, Any]]:
        """Send files, and return how the page describes them from then on."""
        kind, body = upload_form(files)
        reply = await self.browser.ask("POST", f"{self.prefix}upload", body, {"content-type": kind})
        return [self._described(path, *file) for path, file in zip(reply.json(), files, strict=True)]

    def _described(self, path: str, name: str, content: bytes) -> dict[str, Any]:
        return {
            "path": path,
            "url": f"{self.prefix}file={path}",
            "orig_name": name,
            "size": len(content),
            "mime_type": guess(name),
            "is_stream": False,
            "meta": {"_type": "gradio.FileData"},
        }

    # The connection

    async def drop(self) -> None:
        """Break the connection, and come back as the page does."""
        if self._socket is not None:
            self._socket.cut()
        elif self._stream is not None:
            self._stream.cancel()
        await asyncio.sleep(0)
        await self.settled()

    async def settled(self) -> None:
        """Wait until the page has found its server again."""
        while self._recovering is not None and not self._recovering.done():
            await asyncio.wait([self._recovering])

    async def close(self) -> None:
        """Leave: the page is closed."""
        self._closed = True
        if self._socket is not None:
            self._socket.cut(1001)
            await self._socket.over()
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _own(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _connect(self) -> None:
        after = f"session_hash={self.session}&after={self._at}"
        self._socket = await self.browser.open(f"{self.prefix}socket?{after}")
        if self._socket is None:
            self._open_stream()
            return
        self._own(self._hear(self._socket))

    async def _hear(self, socket: Socket) -> None:
        first = True
        while isinstance(said := await socket.receive(), str):
            for frame in json.loads(said):
                if first:
                    first = False
                elif "id" in frame:
                    answer = self._answers.pop(frame["id"], None)
                    if answer is not None and not answer.done():
                        answer.set_result(frame)
                elif frame.get("messages"):
                    self._told_of(socket, frame["at"], frame["messages"])
        self._lost(said)

    def _told_of(self, socket: Socket, at: int, messages: list[dict[str, Any]]) -> None:
        self._at = at
        for message in messages:
            self._deliver(message)
        if at - self._told >= UNTOLD:
            self._told = at
            socket.send(f'{{"got":{at}}}')

    def _lost(self, code: int) -> None:
        self._socket = None
        answers, self._answers = self._answers, {}
        for answer in answers.values():
            if not answer.done():
                answer.set_exception(Unreachable())
        if self._closed:
            return
        self._taken = code == TAKEN
        if code == SIGNED_OUT:
            self._sign_out()
        elif code != TAKEN:
            self._recover()

    def _recover(self) -> None:
        if not self._closed and not self._signed_out and (self._recovering is None or self._recovering.done()):
            self._recovering = self._own(self._find())

    async def _find(self) -> None:
        while not self._closed:
            await self._up()
            try:
                answer = (await self.browser.get(f"{self.prefix}app_id")).json()
            except Unreachable:
                continue
            except Refused as refused:
                if refused.status == 401:
                    self._sign_out()
                    return
                raise
            if answer["app_id"] != self._app:
                self._unfinished.clear()
                self._at = self._told = 0
                self._receiver.restarted()
            else:
                await self._connect()
            return

    def _open_stream(self) -> None:
        if self._stream is None and not self._closed and self._unfinished:
            self._stream = self._own(self._read())

    async def _read(self) -> None:
        ended = False
        try:
            path = f"{self.prefix}queue/data?session_hash={self.session}&after={self._at}"
            async with contextlib.aclosing(self.browser.events(path)) as blocks:
                async for number, message in blocks:
                    self._at = int(number or self._at)
                    if message["msg"] == "close_stream":
                        ended = True
                        break
                    self._deliver(message)
        except (Refused, Unreachable) as error:
            if getattr(error, "status", 0) == 401:
                self._sign_out()
            elif getattr(error, "status", 0) == 403:
                self._deliver(LOST)
        except asyncio.CancelledError:
            if self._closed:
                raise
        self._stream = None
        if self._unfinished and ended:
            self._open_stream()
        elif self._unfinished:
            self._recover()

    def _deliver(self, message: dict[str, Any]) -> None:
        event = message.get("event_id")
        if message["msg"] == "process_completed":
            if event in self._unfinished:
                self._unfinished.discard(event)
            elif self._joining:
                self._early.add(str(event))
        if message["msg"] == "unexpected_error" and not event:
            self._unfinished.clear()
        self._receiver.message(message)

    def _sign_out(self) -> None:
        if not self._signed_out:
            self._signed_out = True
            self._unfinished.clear()
            self._receiver.signed_out()

    async def _post(self, route: str, body: Any, query: str = "") -> Any:
        if self._taken:
            self._taken = False
            await self._connect()
        await self.settled()
        path = f"{route}?{query}" if query else route
        text = json.dumps(body)
        if self._socket is None or len(text) >= LARGEST:
            reply = await self.browser.post(self.prefix + path, body)
            if reply.status == 401:
                self._sign_out()
            return reply.json()
        self._asked += 1
        answer = self._answers[self._asked] = asyncio.get_running_loop().create_future()
        self._socket.send(f'{{"id":{self._asked},"path":{json.dumps(path)},"body":{text}}}')
        frame = await answer
        if frame["status"] == 401:
            self._sign_out()
        if frame["status"] >= 400:
            raise Refused(frame["status"], detail_of(frame["body"]))
        return frame["body"]
