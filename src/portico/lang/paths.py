"""File names and paths that come from outside.

The grammar is the same on every system, so that a check made on one holds on the other: an NTFS stream, a device
name or a backslash is refused on Linux too.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

FORBIDDEN = re.compile(r"[<>:\"/\\|?*$!{}`\x00-\x1f\x7f]")
DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"COM{n}" for n in range(1, 10)), *(f"LPT{n}" for n in range(1, 10))]
)
LONGEST = 200


def safe_name(name: str) -> str:
    """Reduce a file name from outside to one that is safe to create on any system.

    Args:
        name: Any text, perhaps with directories; only the last component counts.

    Returns:
        At most 200 bytes of UTF-8, with the extension kept.
    """
    last = re.split(r"[/\\]", name)[-1]
    cleaned = FORBIDDEN.sub("", last).rstrip(" .").lstrip(" ")
    if not cleaned.strip("."):
        cleaned = "file"
    if cleaned.startswith("."):
        cleaned = "_" + cleaned
    stem, suffix = os.path.splitext(cleaned)  # noqa: PTH122 - a name, not a path
    if len(suffix.encode()) > LONGEST // 2:
        # Nobody's extension: the last dot of a long name.
        stem, suffix = cleaned, ""
    if stem.split(".")[0].upper() in DEVICES:
        stem = "_" + stem
    room = max(LONGEST - len(suffix.encode()), 1)
    while len(stem.encode()) > room:
        stem = stem[:-1]
    return stem + suffix


def is_plain(path: str) -> bool:
    """Whether a path from outside is free of the tricks that make two systems read it differently."""
    if not path or any(ord(c) < 32 for c in path) or "\\" in path:
        return False
    if path.startswith("//"):
        return False
    parts = [part for part in path.split("/") if part]
    return all(
        ":" not in part and part not in (".", "..") and part.rstrip(" .") == part and part.upper() not in DEVICES
        for part in parts
    )


def within(path: Path, roots: list[Path]) -> bool:
    """Whether a resolved path is one of the resolved roots or lies under one, compared component by component."""
    return any(path == root or root in path.parents for root in roots)
