"""One request on a hot path: read and answered with as little work as ASGI allows."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, TypeVar

from portico.engine.task import Task
from portico.errors import UnknownTask
from portico.server.body import check_json, decoded, read
from portico.server.caller import caller_of, cookies_of, query_of
from portico.server.door import USER
from portico.server.heads import heads_of
from portico.server.refusal import Refusal
from portico.server.root import public_root
from portico.server.site import Site
from portico.server.visitor import OVER_HTTP, reader_of
from portico.wire.caller import Caller
from portico.wire.codec import encode
from portico.wire.user import User

T = TypeVar("T")
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = Sequence[tuple[bytes, bytes]]

JSON_TYPE = (b"content-type", b"application/json")
TEXT_TYPE = (b"content-type", b"text/plain; charset=utf-8")
NO_STORE = (b"cache-control", b"no-store")
LONGEST_SESSION = 128
MARK = OVER_HTTP.encode()
PROOF = "portico.proof"
"""Where a request's scope has what its cookies prove, once they were read."""
MARKS = str.maketrans("-_", "xx")
SEVERAL = re.compile(rb"[&%+;]")
"""What makes a query more than one parameter, or encodes it."""


class Visit:
    """A request and its reply.

    Args:
        site: What is served.
        scope: ASGI's description of the request.
        receive: Gives the body.
        send: Takes the reply.
        rest: What follows the route's prefix in the path.
    """

    __slots__ = ("receive", "received", "rest", "scope", "send", "site")

    def __init__(self, site: Site, scope: Scope, receive: Receive, send: Send, rest: str = "") -> None:
        self.site = site
        self.scope = scope
        self.receive = receive
        self.send = send
        self.rest = rest
        self.received = 0
        """Bytes of the body, once it was read."""

    # Reading

    def header(self, name: bytes) -> str:
        """Return a request header, or nothing."""
        return heads_of(self.scope).get(name, b"").decode("latin-1")

    @property
    def is_page(self) -> bool:
        """Whether the page asks, and not an API client."""
        return self.header(b"x-gradio-user") == "app"

    def query(self, name: str) -> str | None:
        """Return a query parameter, or None."""
        raw: bytes = self.scope["query_string"]
        if name.encode() not in raw:
            return None
        # What almost every stream asks: one parameter, nothing encoded.
        if raw.startswith(name.encode() + b"=") and not SEVERAL.search(raw):
            return raw[len(name) + 1 :].decode("latin-1")
        return dict(query_of(self.scope)).get(name)

    def named(self, given: str | None) -> str:
        """Return a session's name; raises Refusal where it is missing or no name. Whose it is, `caller` looks."""
        if not given:
            raise Refusal(400, "Session hash not found.")
        return known_session(given)

    def session(self, given: str | None) -> str:
        """Return the name of a session of this visitor's; raises Refusal where it is missing or another's."""
        session = self.named(given)
        self.site.bind(session, self.username, self.proof)
        return session

    def own_session(self, given: str | None) -> str:
        """Return the name of a session of this visitor's, or nothing; raises Refusal for another visitor's."""
        if not given:
            return ""
        session = known_session(given)
        self.site.bind(session, self.username, self.proof)
        return session

    @property
    def username(self) -> str | None:
        """Return who is logged in."""
        user: User | None = self.scope.get(USER)
        return None if user is None else user.name

    @property
    def proof(self) -> str:
        """Return what the browser's cookie proves; empty for clients without it."""
        found: str | None = self.scope.get(PROOF)
        if found is None:
            found = ""
            for name, value in self.scope["headers"] if b"cookie" in heads_of(self.scope) else ():
                if name == b"cookie" and MARK in value:
                    root = public_root(self.scope, self.site.options.root_path)
                    found = reader_of(cookies_of([("cookie", value.decode("latin-1"))]), root)
            self.scope[PROOF] = found
        return found

    async def body(self) -> bytes:
        """Return the whole body; raises Refusal for one over the limit."""
        body = await read(self.scope, self.receive, self.site.options.body_limit)
        self.received = len(body)
        return body

    async def struct(self, kind: type[T]) -> T:
        """Return the body as a wire struct; raises Refusal (422) naming what does not fit."""
        check_json(self.header(b"content-type"))
        return decoded(await self.body(), kind)

    def caller(self, session: str = "", path_params: dict[str, str] | None = None) -> Caller:
        """Return who asks, in a session of theirs; raises Refusal for another visitor's."""
        made = caller_of(self.scope, self.site.options.root_path, session, path_params)
        self.scope[PROOF] = made.reader
        if session:
            self.site.bind(session, made.username, made.reader)
        return made

    # Answering

    async def task(self, key: int | str, session: str) -> Task:
        """Return what a number or an `api_name` runs; raises UnknownTask."""
        try:
            return self.site.application.task(key, session)
        except UnknownTask as error:
            return await self.site.engine.finding.seek(key, self.caller(session), error)

    async def json(self, value: Any, status: int = 200, headers: Headers = ()) -> None:
        """Answer with JSON."""
        await self.reply(status, encode(value), [JSON_TYPE, NO_STORE, *headers])

    async def reply(self, status: int, body: bytes, headers: Headers) -> None:
        """Answer with bytes; a HEAD gets their length only."""
        length = (b"content-length", b"%d" % len(body))
        await self.send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
        if self.scope["method"] == "HEAD":
            body = b""
        await self.send({"type": "http.response.body", "body": body})


def known_session(name: str) -> str:
    """Return the name of a session; raises Refusal for one that cannot be any."""
    plain = name.isalnum() or name.translate(MARKS).isalnum()
    if len(name) > LONGEST_SESSION or not plain or not name.isascii():
        raise Refusal(400, f"A session hash has at most {LONGEST_SESSION} letters, digits, `-` and `_`.")
    return name
