"""Signed addresses: whoever has one may read what it names until it expires, with no cookie.

Clients that keep no cookie, and people who hand an address to another program, read results by them. The signature
stands before the path and not behind it, because many programs take the end of an address for the file's name.
"""

from __future__ import annotations

import re
import time

from portico.lang.secret import secret

PARAMETER = "__sign"
"""The query parameter of a playlist; players pass one of this name on to the pieces of what they play."""
FORM = re.compile(r"([0-9a-f]{1,12})\.([0-9a-f]{32})")
MARK = "/signed."


def signature(path: str, seconds: float, now: float | None = None) -> str:
    """Return the proof that a path may be read.

    The same path gets the same signature for half of the time, so that a browser finds again what it has.

    Args:
        path: What may be read.
        seconds: How long at most; at least half of it.
        now: The time; default: this moment.
    """
    half = max(int(seconds / 2), 1)
    until = (int(time.time() if now is None else now) // half + 2) * half
    return f"{until:x}.{_code(path, until)}"


def is_signed(path: str, given: str | None, now: float | None = None) -> bool:
    """Whether a text is a signature of this path that has not expired.

    Args:
        path: What is to be read.
        given: The text, or None where there is none.
        now: The time; default: this moment.
    """
    match = FORM.fullmatch(given or "")
    if match is None:
        return False
    until = int(match[1], 16)
    if (time.time() if now is None else now) >= until:
        return False
    import hmac  # with hashlib a tenth of what a page costs to import

    return hmac.compare_digest(match[2], _code(path, until))


def signed_path(path: str, seconds: float) -> str:
    """Return a path with its signature before it."""
    return f"{MARK}{signature(path, seconds)}/{path.removeprefix('/')}"


def proven_path(text: str) -> str | None:
    """Return the path in a text that `signed_path` gave and that has not expired; None for any other text."""
    given, slash, rest = text.removeprefix(MARK).partition("/")
    if not text.startswith(MARK) or not slash:
        return None
    return next((path for path in (f"/{rest}", rest) if is_signed(path, given)), None)


def _code(path: str, until: int) -> str:
    import hmac

    whole = hmac.digest(secret("links"), f"{until:x}:{path}".encode("utf-8", "surrogatepass"), "sha256")
    return whole[:16].hex()
