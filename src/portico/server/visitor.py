"""The visitor's cookie: proof that a later request comes from the browser, or client, that an earlier one came from.

It says nothing of who the visitor is. Files that are made for one visitor are read with it alone, so that an address
somebody overheard is worth nothing.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

OVER_HTTP = "portico_visitor"
OVER_HTTPS = "__Host-portico_visitor"
"""A browser takes a cookie of such a name from this very host alone, and sends it over https alone."""
FORM = re.compile(r"[A-Za-z0-9_-]{32,128}")
BYTES = 24
LASTS = 30 * 24 * 3600
"""Seconds that a browser keeps it."""


def reader_of(cookies: Mapping[str, str], root: str) -> str:
    """Return what a request's cookies prove; empty where they prove nothing.

    Args:
        cookies: The request's cookies.
        root: The app's public root for it, which says whether it came over https.
    """
    found = cookies.get(OVER_HTTPS if root.startswith("https:") else OVER_HTTP, "")
    return found if FORM.fullmatch(found) else ""


def new_cookie(root: str, embedded: bool = False) -> tuple[bytes, bytes]:
    """Return the header that gives a visitor a cookie.

    Args:
        root: The app's public root for the request, which says whether it came over https.
        embedded: Whether the browser is to send it in frames of other sites' pages too, which only https can ask for.
    """
    secure = root.startswith("https:")
    name = OVER_HTTPS if secure else OVER_HTTP
    site = "None" if embedded and secure else "Lax"
    rest = f"Path=/; Max-Age={LASTS}; HttpOnly; SameSite={site}" + ("; Secure" if secure else "")
    return b"set-cookie", f"{name}={secrets.token_urlsafe(BYTES)}; {rest}".encode()
