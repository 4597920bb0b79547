"""The gate in front of every route: hosts, and who may ask for what has an effect.

CORS headers only decide who may read an answer, so what changes something is refused here, before its body is read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from portico.server.heads import heads_of
from portico.server.hosts import Hosts, is_local, name_of
from portico.server.options import ServerOptions
from portico.server.origins import Origins, origin_host
from portico.server.refusal import Refusal
from portico.server.root import host_of, route_of
from portico.server.routing import API

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
ASGI = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"same-origin", "none"})
SENDER = frozenset({b"sec-fetch-site", b"origin"})

NUMBERS = frozenset({"/metrics", f"{API}metrics"})
READS = frozenset({
    "", "/", "/config", "/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json", "/monitoring", "/login",
    "/health", "/ready", *NUMBERS,
    *(API + name for name in (
        "theme.css", "info", "openapi.json", "app_id", "health", "ready", "queue/status", "user",
        "login_check", "token",
    )),
})  # fmt: skip
"""What a GET may ask for from anywhere, as a link, a frame or a picture does: it changes nothing."""
READS_BELOW = ("/assets/", "/static/", "/monitoring/", f"{API}file=", f"{API}file/")
"""The same for everything that begins like one of these. Every other GET counts as one with an effect."""


class Gate:
    """Refuses requests to unknown hosts, and requests with an effect that another site's page sent.

    Args:
        app: What is behind it.
        options: What the server was told.
    """

    def __init__(self, app: ASGI, options: ServerOptions) -> None:
        self.app = app
        self.hosts = Hosts(options)
        self.origins = Origins(options)
        self.root_path = options.root_path
        self.scraper = options.scraper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        heads = heads_of(scope)
        # What is no browser says a host and nothing of a page: most requests need one look.
        if not (heads.unique and SENDER.isdisjoint(heads) and self.hosts.knows(heads.get(b"host"))):
            self._look(scope)
        await self.app(scope, receive, send)

    def _look(self, scope: Scope) -> None:
        if self._is_scrape(scope):
            return
        host = self.hosts.asked(scope)
        sender = [pair for pair in scope["headers"] if pair[0] in SENDER]
        if sender and not self._admits(scope, host, sender) and not self._only_reads(scope):
            raise Refusal(403, refused(dict(sender).get(b"origin", b"").decode("latin-1")))

    def _is_scrape(self, scope: Scope) -> bool:
        """Whether a scraper asks for the numbers: it comes by address, and no page knows its token."""
        if self.scraper is None or scope["method"] != "GET" or not host_of(scope):
            return False
        return route_of(scope, self.root_path).rstrip("/") in NUMBERS and self.scraper.sent(scope)

    def admits_socket(self, scope: Scope) -> bool:
        """Whether a WebSocket may be opened: by the app's own page or a listed one, or by what is no browser.

        No CORS stands between a socket and another site's page, and it always carries the visitor's cookies: so a local
        page may not open one, nor may every page where all may call.
        """
        try:
            host = self.hosts.asked(scope)
        except Refusal:
            return False
        found = {name: value.decode("latin-1") for name, value in scope["headers"] if name in SENDER}
        origin = found.get(b"origin")
        if origin is None:
            return found.get(b"sec-fetch-site", "none") in OWN
        if self.origins.own(origin, host):
            return True
        return not is_local(name_of(origin_host(origin))) and self.origins.named(origin, host, scope)

    def _admits(self, scope: Scope, host: str, found: list[tuple[bytes, bytes]]) -> bool:
        said = {name: value.decode("latin-1") for name, value in found}
        site = said.get(b"sec-fetch-site")
        # Only a browser writes Sec-Fetch-Site, and no page can change it.
        if site in OWN:
            return True
        origin = said.get(b"origin")
        if origin is not None:
            return self.origins.welcome(origin, host, scope)
        # A link, a form or a picture of another site's page. On this machine, another port is another developer's tool.
        return site == "same-site" and is_local(name_of(host))

    def _only_reads(self, scope: Scope) -> bool:
        if scope["method"] not in SAFE:
            return False
        if scope["method"] == "OPTIONS":
            return True
        path = route_of(scope, self.root_path)
        return path in READS or path.rstrip("/") in READS or path.startswith(READS_BELOW)


def refused(origin: str) -> str:
    """Return what another site's page, and its author, are told."""
    known = origin if origin_host(origin) else ""
    return (
        f"A page of {known or 'another site'} may not use this app. "
        f"If it should, list it: launch(security=gr.Security(origins=['{known or 'https://its.address'}'])). "
        "If it is the app's own page behind a proxy, let the proxy pass the Host header on, or set root_path to the "
        "public address."
    )
