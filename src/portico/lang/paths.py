"""File names and paths that come from outside.

The grammar is the same on every system, so that a check made on one holds on the other: an NTFS stream, a device
name or a backslash is refused on Linux too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

FORBIDDEN = re.compile(r"[<>:\"/\\|?*$!{}`\x00-\x1f\x7f]")
DEVICES = frozenset(
    [
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "CONIN$",
        "CONOUT$",
        *(f"{name}{n}" for name in ("COM", "LPT") for n in "0123456789¹²³"),
    ]
)
TRICKS = frozenset("\\:") | {chr(n) for n in (*range(32), *range(127, 160))}
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
    """Whether a path from outside is free of the tricks that make two systems read it differently.

    Refused on every system: control characters, a backslash, a colon (drives, NTFS streams), two slashes in front
    (UNC), `.` and `..`, a name that ends in a dot or a space, and the names of Windows' devices with any ending.
    """
    if not path or path.startswith("//") or not TRICKS.isdisjoint(path):
        return False
    return all(_is_name(part) for part in path.split("/") if part)


def _is_name(part: str) -> bool:
    if part in (".", "..") or part.rstrip(" .") != part:
        return False
    return part.partition(".")[0].rstrip().upper() not in DEVICES


def is_hidden(parts: Iterable[str]) -> bool:
    """Whether a name among these, a file's or a folder's, begins with a dot."""
    return any(part.startswith(".") for part in parts)


def within(path: Path, roots: list[Path]) -> bool:
    """Whether a resolved path is one of the resolved roots or lies under one, compared component by component."""
    return any(path == root or root in path.parents for root in roots)
