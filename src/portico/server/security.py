"""Who may ask what: hosts, origins, and the headers that keep content in its place.

CORS headers only decide who may read an answer, so what changes something is refused here, before its body is read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from portico.server.options import ServerOptions
from portico.server.refusal import Refusal
from portico.server.root import HOST, host_of, is_address

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
ASGI = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
NOSNIFF = (b"x-content-type-options", b"nosniff")
REFUSED = (
    "Another site's page may not use an app that is reached at a local address. Behind a proxy, let it pass the Host "
    "header on, or set root_path to the public address."
)


def name_of(host: str) -> str:
    """Return a host without its port and brackets."""
    name = host.rpartition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    return name.lower()


def origin_host(origin: str) -> str:
    """Return the host and port of an `Origin` header; empty where it has none, as `null` has."""
    host = origin.partition("://")[2]
    return host.lower() if HOST.fullmatch(host) else ""


def acceptable(origin: str, host: str, strict: bool) -> bool:
    """Whether a page of this origin may talk to the app.

    Args:
        origin: The `Origin` header.
        host: The host the request was sent to.
        strict: Whether the origin `null`, which any page can take, is refused for a local app.
    """
    if name_of(host) not in LOCAL:
        return True
    if origin == "null":
        return not strict
    return name_of(origin_host(origin)) in LOCAL


class Gate:
    """Refuses requests to unknown hosts, and requests with an effect that another site's page sent.

    Args:
        app: What is behind it.
        options: What the server was told.
    """

    def __init__(self, app: ASGI, options: ServerOptions) -> None:
        self.app = app
        self.trusted = [host.lower() for host in options.trusted_hosts]
        self.strict = options.strict_cors
        address = options.root_path.partition("://")[2] if is_address(options.root_path) else ""
        self.public = address.partition("/")[0].lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = self._host(scope)
        if scope["method"] not in SAFE:
            self._check_sender(scope, host)
        await self.app(scope, receive, send)

    def admits_socket(self, scope: Scope) -> bool:
        """Whether a WebSocket may be opened: by the app's own page, or by what is no browser.

        No CORS stands between a socket and another site's page, so this is stricter than for requests.
        """
        try:
            host = self._host(scope)
        except Refusal:
            return False
        found = {name: value.decode("latin-1") for name, value in scope["headers"] if name in SENDER}
        origin = found.get(b"origin")
        if origin is None:
            return found.get(b"sec-fetch-site", "none") in OWN
        forwarded = found.get(b"x-forwarded-host", "").split(",")[0].strip().lower()
        return origin_host(origin) in {host.lower(), forwarded, self.public} - {""}

    def _host(self, scope: Scope) -> str:
        host = host_of(scope)
        if not host:
            raise Refusal(400, "The Host header is malformed.")
        if self.trusted and not self._trusts(name_of(host)):
            raise Refusal(400, "This host is not one of the app's trusted_hosts.")
        return host

    def _trusts(self, name: str) -> bool:
        return any(
            name == known or (known.startswith("*.") and name.endswith(known[1:])) or known == "*"
            for known in self.trusted
        )

    def _check_sender(self, scope: Scope, host: str) -> None:
        if name_of(host) not in LOCAL:
            return
        found = {name: value.decode("latin-1") for name, value in scope["headers"] if name in SENDER}
        site = found.get(b"sec-fetch-site", "")
        origin = found.get(b"origin")
        # Only a browser writes Sec-Fetch-Site, and no page can change it.
        if site in OWN:
            return
        if origin is None:
            if site == "cross-site":
                raise Refusal(403, REFUSED)
            return
        forwarded = found.get(b"x-forwarded-host", "").split(",")[0].strip().lower()
        if acceptable(origin, host, self.strict) or origin_host(origin) in {forwarded, self.public} - {""}:
            return
        raise Refusal(403, REFUSED)


OWN = frozenset({"same-origin", "none"})
SENDER = frozenset({b"sec-fetch-site", b"origin", b"x-forwarded-host"})


class SecureHeaders:
    """Adds to every reply what is true of all of them.

    Args:
        app: What is behind it.
    """

    def __init__(self, app: ASGI) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), NOSNIFF]
            await send(message)

        await self.app(scope, receive, answer)
