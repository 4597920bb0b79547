"""Which pages may talk to the app: its own, those of this machine for a local app, and those the author lists."""

from __future__ import annotations

import re
from typing import Any

from portico.server.hosts import is_local, name_of
from portico.server.options import ServerOptions
from portico.server.root import HOST, Scope, is_address

ANY = "*"
DEFAULT_PORT = re.compile(r":(?:80|443)$")


def origin_host(origin: str) -> str:
    """Return the host and port of an `Origin` header; empty where it has none, as `null` has."""
    host = origin.partition("://")[2]
    return host.lower() if HOST.fullmatch(host) else ""


def plain_host(host: str) -> str:
    """Return a host without a port that goes without saying."""
    return DEFAULT_PORT.sub("", host.lower())


def matches(origin: str, pattern: str) -> bool:
    """Whether an origin is one of the author's list: `https://app.example`, or `https://*.example.org`."""
    scheme, _, host = pattern.lower().partition("://")
    found, _, rest = origin.lower().partition("://")
    if scheme != found or not HOST.fullmatch(rest):
        return False
    if host.startswith("*."):
        return plain_host(rest).endswith(plain_host(host[1:]))
    return plain_host(rest) == plain_host(host)


class Origins:
    """Who may read the app's answers and have it do something.

    Args:
        options: What the server was told.
    """

    def __init__(self, options: ServerOptions) -> None:
        self.listed = [one for one in (*options.origins, *options.embed_origins) if one != ANY]
        self.everybody = ANY in options.origins
        self.strict = options.strict_cors
        address = options.root_path.partition("://")[2] if is_address(options.root_path) else ""
        self.public = plain_host(address.partition("/")[0])

    def own(self, origin: str, host: str) -> bool:
        """Whether it is the app's own page that asks."""
        found = plain_host(origin_host(origin))
        return bool(found) and found in (plain_host(host), self.public)

    def named(self, origin: str, host: str, scope: Scope) -> bool:
        """Whether a page may act with its visitor's cookies: the app's own, a local app's local one, a listed one."""
        if origin == "null":
            # Any page can take this origin.
            return not self.strict and is_local(name_of(host))
        if self.own(origin, host) or any(matches(origin, pattern) for pattern in self.listed):
            return True
        if is_local(name_of(host)) and is_local(name_of(origin_host(origin))):
            return True
        return outer_lists(scope, origin)

    def welcome(self, origin: str, host: str, scope: Scope) -> bool:
        """Whether a page may act at all."""
        return self.everybody or self.named(origin, host, scope) or outer_lists(scope, ANY)


def outer_cors(scope: Scope) -> Any:
    """Return the CORS middleware of the app that this one is mounted into; None where it has none."""
    layers: Any = getattr(scope.get("app"), "user_middleware", ())
    return next((layer for layer in layers if getattr(layer.cls, "__name__", "") == "CORSMiddleware"), None)


def outer_lists(scope: Scope, origin: str) -> bool:
    """Whether the outer app's own CORS middleware welcomes an origin: its author has said who may come."""
    told: dict[str, Any] = getattr(outer_cors(scope), "kwargs", {})
    allowed = told.get("allow_origins", ())
    pattern = told.get("allow_origin_regex")
    return origin in allowed or bool(pattern and re.fullmatch(pattern, origin))
