"""The app's public root, worked out for each request and kept nowhere; and where in the app a request points.

Clients build every later address on the root, so a wrong one breaks them; and no header's text may reach it unchecked,
because it stands in pages and in addresses.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from portico.server.heads import heads_of

HOST = re.compile(r"(?:[A-Za-z0-9._~-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
ADDRESS = re.compile(rf"https?://{HOST.pattern}(?:/[A-Za-z0-9._~%!$&'()*+,;=:@-]*)*")
Scope = MutableMapping[str, Any]


def is_address(root_path: str) -> bool:
    """Whether a configured root is a full address."""
    return root_path.startswith(("http://", "https://"))


def prefix_of(root_path: str) -> str:
    """Return the path of a configured root, without a slash at its end."""
    if is_address(root_path):
        root_path = root_path.partition("://")[2].partition("/")[2]
    path = root_path.strip("/")
    return "/" + path if path else ""


def route_of(scope: Scope, root_path: str) -> str:
    """Return the path below the app's root: what stands in front of it may or may not have cut its prefix off."""
    path: str = scope["path"]
    mounted: str = scope.get("root_path", "")
    if not mounted and not root_path:
        return path
    for prefix in (mounted.rstrip("/"), prefix_of(root_path)):
        if prefix and path.startswith(prefix) and path[len(prefix) : len(prefix) + 1] in ("", "/"):
            return path[len(prefix) :]
    return path


def host_of(scope: Scope) -> str:
    """Return the name and port that the request was sent to; empty where the header is malformed, twice or missing."""
    heads = heads_of(scope)
    if b"host" in heads:
        text = heads[b"host"].decode("latin-1")
        once = heads.unique or sum(name == b"host" for name, _ in scope["headers"]) == 1
        return text if once and HOST.fullmatch(text) else ""
    if scope.get("http_version") == "1.1":
        return ""
    server = scope.get("server")
    return f"{server[0]}:{server[1]}" if server else "localhost"


def public_root(scope: Scope, root_path: str) -> str:
    """Return the address under which this request's sender reaches the app, without a slash at its end.

    Args:
        scope: The request, as `forwarded` left it: what a believed proxy says stands in its host and scheme already.
        root_path: What the server was told: a full address wins over every header, a path replaces the mount's.
    """
    if root_path and is_address(root_path):
        return root_path.rstrip("/")
    prefix = (root_path and prefix_of(root_path)) or scope.get("root_path", "").rstrip("/") or _server_path(scope)
    return f"{scope.get('scheme', 'http')}://{host_of(scope)}{prefix}"


def _server_path(scope: Scope) -> str:
    """Return the path of the address that a Gradio front end before the app names; only a believed one is left."""
    named = heads_of(scope).get(b"x-gradio-server")
    return "" if named is None else prefix_of(named.decode("latin-1"))
