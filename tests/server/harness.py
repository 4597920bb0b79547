"""A server without a socket: an ASGI client that reads streams as they come, and a page made of plain functions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from portico.call.context import Call
from portico.engine.engine import Engine
from portico.errors import InvalidPayload, UnknownTask
from portico.lang.opening import Opened
from portico.server.server import Server
from portico.stores.local_files import LocalFiles
from portico.stores.offer import Offer
from portico.stores.protocols import FileStore
from portico.wire.caller import Caller
from portico.wire.codec import encode
from portico.wire.messages import Output

PATIENCE = 5.0
HOST = "127.0.0.1:7860"

Rows = Callable[[list[Any], Call], AsyncIterator[Output]]


@dataclass
class FakeTask:
    """A function of the page: `rows` runs it."""

    id: int
    api_name: str
    rows: Rows
    generator: bool = False
    cached: bool = False
    queue: bool = True
    batch_size: int | None = None
    api_visibility: str = "public"
    group: str = ""
    check: Any = None
    live: bool = False
    time_limit: float | None = None
    concurrency_limit: int | None = None
    kept: float | None = 0.0

    def __post_init__(self) -> None:
        self.group = self.group or f"fn:{self.id}"

    def run(self, data: list[Any], call: Call) -> AsyncIterator[Output]:
        return self.rows(data, call)

    async def run_batch(self, rows: list[list[Any]], calls: Any, shared: Call) -> list[Output | Exception]:
        """Run each alone; a failure is the caller's alone."""
        outcomes: list[Output | Exception] = []
        for data, call in zip(rows, calls, strict=True):
            try:
                outcomes.append(await anext(aiter(self.rows(data, call))))
            except Exception as error:  # noqa: BLE001
                outcomes.append(error)
        return outcomes


@dataclass
class FakeApplication:
    """A page that is known to the server by its protocol alone."""

    files: FileStore
    tasks: list[FakeTask] = field(default_factory=list)
    title: str = "Fake"
    app_id: int = 4711
    offered: dict[str, Path] = field(default_factory=dict)
    assets: dict[str, bytes] = field(default_factory=lambda: {"theme.css": b":root{--color: red}" * 50})
    types: list[str] = field(default_factory=lambda: ["textbox"])
    extra: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, rows: Rows, **options: Any) -> FakeTask:
        task = FakeTask(len(self.tasks), name, rows, **options)
        self.tasks.append(task)
        return task

    def config(self, caller: Caller) -> bytes:
        return encode({"version": "6.31.0", "root": caller.root, **self.extra})

    def info(self, caller: Caller, all_endpoints: bool = False) -> bytes:
        parameter = {
            "label": "Name",
            "parameter_name": "name",
            "parameter_has_default": False,
            "parameter_default": None,
            "type": {"type": "string"},
            "python_type": {"type": "str", "description": ""},
            "component": "Textbox",
            "example_input": "Hello!!",
        }
        shown = [task for task in self.tasks if task.api_visibility == "public" or all_endpoints]
        endpoints = {f"/{task.api_name}": {"parameters": [parameter], "returns": []} for task in shown}
        return encode({"named_endpoints": endpoints, "unnamed_endpoints": {}})

    def task(self, key: int | str, session: str) -> FakeTask:
        for task in self.tasks:
            if key == task.id or (key == task.api_name and task.api_visibility != "private"):
                return task
        raise UnknownTask(f"There is no endpoint '{key}'.")

    def named_arguments(self, name: str, given: dict[str, Any]) -> list[Any]:
        self.task(name, "")
        if set(given) != {"name"}:
            raise InvalidPayload(f"/{name} takes the parameter 'name'.")
        return [given["name"]]

    def filled(self, name: str, data: list[Any], session: str = "") -> list[Any]:
        self.task(name, session)
        return data

    def asset(self, name: str) -> bytes | Path | None:
        return self.assets.get(name)

    def view_types(self) -> list[str]:
        return self.types

    def open_offered(self, path: str) -> Opened:
        return Offer.of([str(one) for one in self.offered.values()], None).open(path)


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The stream's messages."""
        assert self.body.endswith(b"\n\n")
        return [json.loads(block.removeprefix("data: ")) for block in self.text.split("\n\n")[:-1]]


class Reading:
    """A reply that is still being sent."""

    def __init__(self, start: Callable[[Any, Any], Any], body: list[bytes], more: bool) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.chunks: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._body = body
        self._more = more
        self._gone = asyncio.Event()
        self.task = asyncio.get_running_loop().create_task(start(self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        if self._body:
            chunk = self._body.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(self._body) or self._more}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode("latin-1") for name, value in message["headers"]}
            return
        if message.get("body"):
            self.chunks.put_nowait(message["body"])
        if not message.get("more_body", False):
            self.chunks.put_nowait(None)

    async def chunk(self) -> bytes | None:
        """The next bytes; None at the end."""
        return await asyncio.wait_for(self.chunks.get(), PATIENCE)

    async def until(self, text: bytes) -> bytes:
        """What comes up to a text."""
        seen = b""
        while text not in seen:
            chunk = await self.chunk()
            assert chunk is not None, f"the stream ended before {text!r}: {seen!r}"
            seen += chunk
        return seen

    async def whole(self) -> Reply:
        """The reply when it is complete."""
        body = b""
        while (chunk := await self.chunk()) is not None:
            body += chunk
        await asyncio.wait_for(self.task, PATIENCE)
        return Reply(self.status, self.headers, body)

    def disconnect(self) -> None:
        """Close the connection."""
        self._gone.set()

    async def leave(self) -> None:
        """Close the connection, and wait until the server is done with it."""
        self._gone.set()
        await asyncio.wait_for(self.task, PATIENCE)


class Browser:
    """Asks an ASGI app."""

    def __init__(self, app: Any, root_path: str = "") -> None:
        self.app = app
        self.root_path = root_path

    def open(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        body: bytes | list[bytes] = b"",
        more: bool = False,
        **scope: Any,
    ) -> Reading:
        """Send a request and return at once; `more` says that its body never ends."""
        raw, _, query = path.partition("?")
        sent = {"host": HOST, **{name.lower(): value for name, value in (headers or {}).items()}}
        if method == "POST":
            sent.setdefault("content-type", "application/json")
        whole = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": self.root_path + unquote(raw),
            "raw_path": raw.encode(),
            "query_string": query.encode(),
            "root_path": self.root_path,
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent.items()],
            "server": ("127.0.0.1", 7860),
            "client": ("127.0.0.1", 50000),
            **scope,
        }
        chunks = [body] if isinstance(body, bytes) else body
        return Reading(lambda receive, send: self.app(whole, receive, send), chunks, more)

    async def ask(self, method: str, path: str, **options: Any) -> Reply:
        """Send a request and wait for the whole reply."""
        return await self.open(method, path, **options).whole()

    async def get(self, path: str, **options: Any) -> Reply:
        return await self.ask("GET", path, **options)

    async def post(self, path: str, value: Any = None, **options: Any) -> Reply:
        return await self.ask("POST", path, body=json.dumps(value).encode(), **options)

    async def join(self, index: int, data: list[Any], session: str = "s1", **more: Any) -> str:
        """Join the queue; the event's id."""
        sent = {"data": data, "fn_index": index, "session_hash": session, **more}
        reply = await self.post("/gradio_api/queue/join", sent)
        assert reply.status == 200, reply
        return reply.json["event_id"]

    async def messages(self, session: str = "s1") -> list[dict[str, Any]]:
        """A session's whole stream."""
        return (await self.get(f"/gradio_api/queue/data?session_hash={session}")).messages

    async def upload(self, *files: tuple[str, bytes], part: str = "files", **options: Any) -> Reply:
        """Send files in one form."""
        return await self.ask("POST", "/gradio_api/upload", body=form(*files, part=part), headers=FORM, **options)


@dataclass
class Site:
    """A server and all that a test asks of it."""

    server: Server
    page: FakeApplication
    engine: Engine
    files: LocalFiles
    browser: Browser


Make = Callable[..., Site]


FORM = {"content-type": "multipart/form-data; boundary=B"}


def form(*files: tuple[str, bytes], part: str = "files") -> bytes:
    """A form with files in it."""
    parts = [
        f'--B\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n"
        for name, content in files
    ]
    return b"".join(parts) + b"--B--\r\n"


def returns(*values: Any) -> Rows:
    """A function with one row."""

    async def rows(data: list[Any], call: Call) -> AsyncIterator[Output]:
        yield Output(list(values))

    return rows


def yields(*several: list[Any]) -> Rows:
    """A generator."""

    async def rows(data: list[Any], call: Call) -> AsyncIterator[Output]:
        for values in several:
            yield Output(list(values), is_generating=True)

    return rows


async def echoes(data: list[Any], call: Call) -> AsyncIterator[Output]:
    """A function that returns what it is given."""
    yield Output(data)


def fails(error: BaseException) -> Rows:
    """A function that raises."""

    async def rows(data: list[Any], call: Call) -> AsyncIterator[Output]:
        raise error
        yield Output([])

    return rows


class Waits:
    """A function that runs until it is told to end; `started` and `ended` say where it is."""

    def __init__(self, *values: Any) -> None:
        self.values = list(values)
        self.started = asyncio.Event()
        self.go = asyncio.Event()
        self.ended = asyncio.Event()

    async def __call__(self, data: list[Any], call: Call) -> AsyncIterator[Output]:
        try:
            self.started.set()
            await self.go.wait()
            yield Output(self.values)
        finally:
            self.ended.set()


async def soon(event: asyncio.Event) -> None:
    """Wait for something that must happen."""
    await asyncio.wait_for(event.wait(), PATIENCE)
