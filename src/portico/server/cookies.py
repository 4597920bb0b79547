"""The cookies that Portico sets: which name, which attributes, and what a request brings back.

On https a name begins with `__Host-`: no other host, no plain connection and no path can then plant one.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from portico.server.root import public_root

SECURE = "__Host-"
Header = tuple[bytes, bytes]


def is_https(scope: MutableMapping[str, Any], root_path: str) -> bool:
    """Whether the visitor's browser came by https, as far as the server may know."""
    return scope.get("scheme") in ("https", "wss") or public_root(scope, root_path).startswith("https:")


def cookie_name(name: str, secure: bool) -> str:
    """Return what a cookie is called on https, or without."""
    return SECURE + name if secure else name


def read_cookie(scope: MutableMapping[str, Any], name: str) -> str:
    """Return the value of a cookie; empty where the request brings none."""
    wanted = f"{name}="
    for key, value in scope["headers"]:
        if key == b"cookie":
            for pair in value.decode("latin-1").split(";"):
                text = pair.strip()
                if text.startswith(wanted):
                    return text[len(wanted) :].strip('"')
    return ""


def set_cookie(name: str, value: str, secure: bool, age: int | None = None, *, embedded: bool = False) -> Header:
    """Return the header that sets a cookie of this site alone, which no script can read.

    Args:
        name: What it is called, without the prefix of https.
        value: Letters, digits, `-` and `_`: clients take the header apart with simple means.
        secure: Whether the browser came by https.
        age: Seconds that it is kept; None: until the browser is closed. 0 deletes it.
        embedded: Whether the browser is to send it in frames of other sites' pages too, which only https can ask for.
    """
    kept = "" if age is None else f"; Max-Age={age}"
    only = "; Secure" if secure else ""
    site = "none" if embedded and secure else "lax"
    text = f"{cookie_name(name, secure)}={value}; HttpOnly; Path=/; SameSite={site}{kept}{only}"
    return b"set-cookie", text.encode()
