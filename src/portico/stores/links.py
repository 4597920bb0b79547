"""Signed addresses: whoever has one may read what it names until it expires, with no cookie.

Clients that keep no cookie, and people who hand an address to another program, read results by them. The signature
stands before the path and not behind it, because many programs take the end of an address for the file's name.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from portico.stores.secret import of_this_process

PARAMETER = "__sign"
"""The query parameter of a playlist; players pass one of this name on to the pieces of what they play."""
FORM = re.compile(r"([0-9a-f]{1,12})\.([0-9a-f]{32})")
MARK = "/signed."
PURPOSE = "links"
SECONDS = 3600.0


class Links:
    """What signs addresses, and knows its own.

    Args:
        key: Gives the key of a purpose, asked for with the first address; default: one that ends with the process.
        seconds: How long an address is good at most; at least half of it.
    """

    def __init__(self, key: Callable[[str], bytes] = of_this_process, seconds: float = SECONDS) -> None:
        self._make = key
        self._key: bytes | None = None
        self.seconds = seconds

    def signature(self, path: str, now: float | None = None) -> str:
        """Return the proof that a path may be read.

        The same path gets the same signature for half of the time, so that a browser finds again what it has.

        Args:
            path: What may be read.
            now: The time; default: this moment.
        """
        half = max(int(self.seconds / 2), 1)
        until = (int(time.time() if now is None else now) // half + 2) * half
        return f"{until:x}.{self._code(path, until)}"

    def is_signed(self, path: str, given: str | None, now: float | None = None) -> bool:
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

        return hmac.compare_digest(match[2], self._code(path, until))

    def signed_path(self, path: str) -> str:
        """Return a path with its signature before it."""
        return f"{MARK}{self.signature(path)}/{path.removeprefix('/')}"

    def proven_path(self, text: str) -> str | None:
        """Return the path in a text that `signed_path` gave and that has not expired; None for any other text."""
        rest = unproven_path(text)
        if rest is None:
            return None
        given = text.removeprefix(MARK).partition("/")[0]
        return next((path for path in (f"/{rest}", rest) if self.is_signed(path, given)), None)

    def _code(self, path: str, until: int) -> str:
        import hmac

        if self._key is None:
            self._key = self._make(PURPOSE)
        whole = hmac.digest(self._key, f"{until:x}:{path}".encode("utf-8", "surrogatepass"), "sha256")
        return whole[:16].hex()


def unproven_path(text: str) -> str | None:
    """Return the path, without a slash at its beginning, in a text with a signature, good or not; None for others."""
    given, slash, rest = text.removeprefix(MARK).partition("/")
    return rest if text.startswith(MARK) and slash and FORM.fullmatch(given) else None
