"""A visitor: opens the page, uses its endpoints as the page and as API clients do, and reads all that comes back."""

from __future__ import annotations

import contextlib
import json
import random
import string
import time
from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from portico.leaktest.browser import API, Broken, Browser, Refused
from portico.leaktest.canary import Canaries
from portico.leaktest.endpoint import Endpoint, Page
from portico.leaktest.inputs import Inputs
from portico.leaktest.journey import BY_NAME, DIRECT, Action, Journey
from portico.leaktest.login import Login
from portico.leaktest.tally import Tally
from portico.wire.edits import applied

PATIENCE = 60.0
"""Seconds that one action may take, waiting in the queue included; then it is cancelled."""
STREAMED = 2.0
"""Seconds that a generator goes on; then it is cancelled, for some never end."""
FILES = 200
"""Files that one visitor reads."""
MOST_NESTED = 60

Seen = Callable[[int, str, str, bytes | str, str], None]
"""Told what a visitor read: who, what kind of thing, from which endpoint, the content, the name of a file."""

ANSWER, FILE, PAGE = "answer", "file", "page"


class Visitor:
    """One visitor of an app.

    Args:
        root: The app's address.
        canaries: What the visitor's words carry.
        journey: What the visitor does.
        seen: Told of all that the visitor reads.
        tally: Counts the calls.
        login: Who the visitor is, for apps that ask.
    """

    def __init__(
        self,
        root: str,
        canaries: Canaries,
        journey: Journey,
        seen: Seen,
        tally: Tally,
        login: Login | None = None,
    ) -> None:
        self.number = canaries.visitor
        self.canaries = canaries
        self.journey = journey
        self.tally = tally
        self._seen = seen
        note = canaries.make("", "a request header")
        self.browser = Browser(
            root, {"user-agent": f"Mozilla/5.0 ({note})", "x-visitor": canaries.make("", "a request header")}
        )
        self.browser.cookies["visitor"] = canaries.make("", "a cookie")
        self.query = canaries.make("", "the address of the page")
        self.page = Page()
        self.session = ""
        self.known: dict[int, Any] = {}
        self.files: dict[str, str] = {}
        """The files that the visitor was given or sent: path → endpoint."""
        self.login = None if login is None else login.of(canaries)
        self._entered = False
        self._fetched: set[str] = set()
        self._heart: HTTPResponse | None = None

    # Coming and going

    def arrive(self, chance: random.Random) -> None:
        """Open the page in a new session, and let it start what it starts."""
        self.leave()
        self.session = "".join(chance.choices(string.ascii_lowercase + string.digits, k=12))
        self.known = {}
        self.enter()
        self.page = Page.of(self.look_around())
        with contextlib.suppress(*Broken):
            self._heart = self.browser.hold(f"{API}/heartbeat/{self.session}")
        opening = [self._action(one, chance) for one in self.page.on_load()]
        self._queued(opening)

    def enter(self) -> None:
        """Log in, where there is a login to give; once is enough."""
        if self.login is not None and not self._entered:
            reply = self.browser.send_form("/login", {"username": self.login.name, "password": self.login.password})
            if reply.status >= 400:
                raise Refused(f"the app refused the login as {self.login.name!r}")
            self._entered = True

    def look_around(self) -> Any:
        """Read all that is there without using anything; return the page's config."""
        config = self.browser.get("/config")
        if config.status == 401:
            raise Refused("the app asks for a login: give one or several with --login NAME:PASSWORD")
        self._read(PAGE, "/config", config.body)
        for path in (f"/?visitor={self.query}", f"{API}/info?all_endpoints=True", f"{API}/openapi.json"):
            with contextlib.suppress(*Broken):
                reply = self.browser.get(path)
                if reply.status < 400:
                    self._read(PAGE, path.partition("?")[0], reply.body)
        return config.json()

    def leave(self) -> None:
        """Close the page."""
        heart, self._heart = self._heart, None
        if heart is not None:
            heart.close()

    # Using the page

    def play(self, number: int, until: float) -> None:
        """Do what the journey has for one round, as far as there is time.

        Args:
            number: The round.
            until: When time is up, by the clock that only grows.
        """
        for burst in self.journey.round(number, self.page):
            if time.monotonic() > until:
                return
            with contextlib.suppress(Refused):
                if burst[0].way == BY_NAME:
                    self._by_name(burst[0])
                elif burst[0].way == DIRECT:
                    self._directly(burst[0])
                else:
                    self._queued(burst)

    def _action(self, endpoint: Endpoint, chance: random.Random) -> Action:
        return Action(endpoint, "", chance.randrange(2**32))

    def _inputs(self, action: Action) -> Inputs:
        endpoint = action.endpoint

        def upload(name: str, data: bytes) -> Any:
            path = self.browser.upload(name, data)
            self.files[path] = endpoint.name
            return {"path": path, "orig_name": name, "size": len(data), "meta": {"_type": "gradio.FileData"}}

        return Inputs(self.canaries, random.Random(action.seed), upload, endpoint, self.page, self.known)

    def _queued(self, burst: list[Action]) -> None:
        """Join the queue with several events at once, as a page does, and read their stream to its end."""
        running: dict[str, Endpoint] = {}
        for action in burst:
            inputs = self._inputs(action)
            try:
                sent = {
                    "data": inputs.values(),
                    "fn_index": action.endpoint.number,
                    "session_hash": self.session,
                    "event_data": inputs.event(),
                    "trigger_id": None,
                }
                reply = self.browser.post(f"{API}/queue/join?visitor={self.query}", sent, as_page=True)
                self._read(ANSWER, action.endpoint.name, reply.body)
                running[reply.json()["event_id"]] = action.endpoint
            except (Refused, *Broken) as error:
                self.tally.failed(action.endpoint.name, error)
        if running:
            self._follow(running)

    def _follow(self, running: dict[str, Endpoint]) -> None:
        waiting, values = dict(running), dict[str, list[Any]]()
        steps: dict[str, float] = {}
        try:
            with self.browser.open(f"{API}/queue/data?session_hash={self.session}", PATIENCE) as lines:
                for message in self._messages(lines):
                    event = str(message.get("event_id"))
                    endpoint = running.get(event)
                    if endpoint is not None:
                        self._hear(message, endpoint, values)
                    if message["msg"] == "process_completed":
                        waiting.pop(event, None)
                    elif message["msg"] == "process_generating" and event in waiting:
                        began = steps.setdefault(event, time.monotonic())
                        if time.monotonic() > began + STREAMED:
                            self._cancel(event, waiting.pop(event), self.session)
                    if message["msg"] in ("close_stream", "unexpected_error"):
                        break
        except Broken as error:
            for endpoint in waiting.values():
                self.tally.failed(endpoint.name, error)
            return
        for event, endpoint in waiting.items():
            self.tally.failed(endpoint.name, f"no end within {PATIENCE:g} s")
            self._cancel(event, endpoint, self.session)

    def _messages(self, lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
        for line in lines:
            if line.startswith(b"data:"):
                message: dict[str, Any] = json.loads(line[5:])
                yield message

    def _hear(self, message: dict[str, Any], endpoint: Endpoint, values: dict[str, list[Any]]) -> None:
        """Read one message of an event."""
        kind, event = message["msg"], message["event_id"]
        self._read(ANSWER, endpoint.name, json.dumps(message, ensure_ascii=False))
        output: Any = message.get("output")
        data: Any = output.get("data") if isinstance(output, dict) else None
        if kind == "process_generating" and isinstance(data, list):
            values[event] = self._step(endpoint, values.get(event), data)
            self._keep(endpoint, values[event])
        elif kind == "process_streaming" and endpoint.live:
            self.browser.post(f"{API}/stream/{event}/close", {})
        elif kind == "process_completed":
            if message.get("success"):
                self.tally.answered(endpoint.name)
                self._keep(endpoint, data or [])
            else:
                self.tally.failed(endpoint.name, output)
        rendered: Any = output.get("render_config") if isinstance(output, dict) else None
        if rendered:
            self.page.render(rendered)

    def _step(self, endpoint: Endpoint, before: list[Any] | None, edits: list[Any]) -> list[Any]:
        """Return the values after a step. What it writes over is read first: no later message has it."""
        if before is None:
            return edits
        if any(one[0] != "append" for changes in edits for one in changes):
            self._read(ANSWER, endpoint.name, json.dumps(before, ensure_ascii=False))
        return [applied(value, changes) for value, changes in zip(before, edits, strict=True)]

    def _cancel(self, event: str, endpoint: Endpoint, session: str) -> None:
        with contextlib.suppress(*Broken):
            told = {"session_hash": session, "fn_index": endpoint.number, "event_id": event}
            self.browser.post(f"{API}/cancel", told)

    # Using the API

    def _by_name(self, action: Action) -> None:
        """Call an endpoint as scripts do: post, then read the result."""
        endpoint = action.endpoint
        try:
            sent = {"data": self._inputs(action).values()}
            event: str = self.browser.post(f"{API}/call/{endpoint.api_name}", sent).json()["event_id"]
            with self.browser.open(f"{API}/call/{endpoint.api_name}/{event}", PATIENCE) as lines:
                kind, data = self._result(endpoint, lines)
            if kind == "error":
                self.tally.failed(endpoint.name, data)
                return
            if kind != "complete":
                self._cancel(event, endpoint, event)
            self.tally.answered(endpoint.name)
            self._fetch(endpoint, data or [])
        except (Refused, *Broken) as error:
            self.tally.failed(endpoint.name, error)

    def _result(self, endpoint: Endpoint, lines: Iterator[bytes]) -> tuple[str, Any]:
        """Read a call's stream to its end, or for as long as a generator is listened to; return its last word."""
        kind, data, until = "", None, None
        for line in lines:
            if line.startswith(b"event:"):
                kind = line[6:].strip().decode()
            elif line.startswith(b"data:") and kind != "heartbeat":
                self._read(ANSWER, endpoint.name, line)
                data = json.loads(line[5:])
                until = until or time.monotonic() + STREAMED
                if kind in ("complete", "error") or time.monotonic() > until:
                    return kind, data
        raise Refused(f"no end within {PATIENCE:g} s")

    def _directly(self, action: Action) -> None:
        """Call an endpoint past the queue: there two visitors' calls run at the same moment."""
        endpoint = action.endpoint
        try:
            sent = {"data": self._inputs(action).values(), "session_hash": self.session}
            reply = self.browser.post(f"{API}/run/{endpoint.api_name}", sent)
            self._read(ANSWER, endpoint.name, reply.body)
            self._keep(endpoint, reply.json()["data"])
            self.tally.answered(endpoint.name)
        except (Refused, *Broken) as error:
            self.tally.failed(endpoint.name, error)

    # Reading

    def _read(self, what: str, endpoint: str, content: bytes | str, name: str = "") -> None:
        self._seen(self.number, what, endpoint, content, name)

    def _keep(self, endpoint: Endpoint, data: list[Any]) -> None:
        """Show values on the page, and read the files among them."""
        for number, value in zip(endpoint.outputs, data, strict=False):
            part = self.page.parts.get(number)
            if part is None or value is None:
                continue
            if isinstance(value, dict) and value.get("__type__") == "update":
                update: dict[str, Any] = value
                part.props.update({key: new for key, new in update.items() if key not in ("__type__", "value")})
                value = update.get("value")
            if value is not None:
                self.known[number] = value
        self._fetch(endpoint, data)

    def _fetch(self, endpoint: Endpoint, data: list[Any]) -> None:
        for path, url in _files(data):
            self.files.setdefault(path, endpoint.name)
            if url in self._fetched or len(self._fetched) >= FILES:
                continue
            self._fetched.add(url)
            with contextlib.suppress(*Broken):
                self._open_file(endpoint, url)

    def _open_file(self, endpoint: Endpoint, url: str) -> None:
        where = urlsplit(url)
        address = where.path.removeprefix(self.browser.prefix) + (f"?{where.query}" if where.query else "")
        reply = self.browser.get(address)
        if reply.status >= 400:
            return
        name = unquote(where.path.rpartition("/")[2])
        self._read(FILE, endpoint.name, reply.body, name)
        if reply.body.startswith(b"#EXTM3U"):
            folder = address.rpartition("/")[0]
            for line in reply.body.decode("utf-8", "replace").splitlines():
                if line and not line.startswith("#"):
                    self._read(FILE, endpoint.name, self.browser.get(f"{folder}/{line}").body, line)

    def try_file(self, path: str) -> bytes:
        """Return another visitor's file, asked for with this visitor's cookies; empty where the server says no."""
        try:
            reply = self.browser.get(f"{API}/file={quote(path)}")
        except Broken:
            return b""
        return reply.body if reply.status == 200 else b""


def _files(value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield path and address of each file in a value."""
    if depth > MOST_NESTED:
        return
    if isinstance(value, dict):
        found: dict[str, Any] = value
        path, url = found.get("path"), found.get("url")
        if isinstance(path, str) and isinstance(url, str) and url.startswith("http"):
            yield path, url
        for one in found.values():
            yield from _files(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            yield from _files(one, depth + 1)
