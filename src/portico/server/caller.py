"""From a request to the wire's Caller: plain data, so that it can cross to another process."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from portico.server.door import USER
from portico.server.refusal import Refusal
from portico.server.root import host_of, public_root
from portico.server.visitor import reader_of
from portico.wire.caller import Caller

MOST_FIELDS = 1000


def query_of(scope: MutableMapping[str, Any]) -> list[tuple[str, str]]:
    """Return the query in order; raises Refusal for more parameters than anybody needs."""
    raw: bytes = scope["query_string"]
    if not raw:
        return []
    try:
        return parse_qsl(raw.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refusal(400, f"The query has more than {MOST_FIELDS} parameters.") from None


def caller_of(
    scope: MutableMapping[str, Any],
    root_path: str,
    session: str = "",
    path_params: dict[str, str] | None = None,
) -> Caller:
    """Return who asks.

    Args:
        scope: The request.
        root_path: What the server was told of its public root.
        session: Whose session it is.
        path_params: What the route found in the path.
    """
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    peer = scope.get("client") or ("", 0)
    raw: bytes = scope["query_string"]
    root, cookies = public_root(scope, root_path), cookies_of(headers)
    user = scope.get(USER)
    address = f"{scope.get('scheme', 'http')}://{host_of(scope)}{scope['path']}"
    return Caller(
        session=session,
        headers=headers,
        query=query_of(scope),
        cookies=cookies,
        host=peer[0],
        port=peer[1],
        url=f"{address}?{raw.decode('latin-1')}" if raw else address,
        method=scope["method"],
        root=root,
        username=None if user is None else user.name,
        path_params=path_params or {},
        roles=() if user is None else user.roles,
        reader=reader_of(cookies, root) if cookies else "",
    )


def cookies_of(headers: list[tuple[str, str]]) -> dict[str, str]:
    """Return the cookies by name."""
    found: dict[str, str] = {}
    for name, value in headers:
        if name == "cookie":
            for pair in value.split(";"):
                key, mark, text = pair.strip().partition("=")
                if mark:
                    found[key] = text.strip('"')
    return found
