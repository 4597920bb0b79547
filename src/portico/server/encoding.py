"""Content encodings a client takes, and names for content."""

from __future__ import annotations

import hashlib

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
