"""Content encodings: which ones a client takes, and text that was compressed once."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict

SMALLEST = 400
"""Bytes below which compressing is not worth a header."""


def accepted(header: str) -> set[str]:
    """Return the encodings that an Accept-Encoding header names and does not refuse with `q=0`."""
    found: set[str] = set()
    for item in header.split(","):
        name, _, weight = item.strip().partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            found.add(name.strip().lower())
    return found


def digest(content: bytes) -> str:
    """Return a short name for content, for ETags and versions."""
    return hashlib.blake2b(content, digest_size=12).hexdigest()


class Compressed:
    """Texts compressed on first use.

    Args:
        capacity: How many are kept; the one that was used least recently goes first.
    """

    def __init__(self, capacity: int = 8) -> None:
        self.capacity = capacity
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def gzip(self, name: str, content: bytes) -> bytes:
        """Return content as gzip.

        Args:
            name: Its digest.
            content: What to compress where the name is new.
        """
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        packed = self._kept[name] = gzip.compress(content, compresslevel=6, mtime=0)
        while len(self._kept) > self.capacity:
            self._kept.popitem(last=False)
        return packed
