"""Mark: what tells whether a file or a folder is what it was, with and without opening it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

from portico.reload.source import digest

Sign = tuple[int, int, int] | None
"""What a look at a file finds without opening it; None where there is none."""
SECOND = 1_000_000_000
LARGEST = 1 << 20
"""Bytes of a file up to which what it holds is compared; of a larger one, its time and size."""
FRESH = 60.0
"""Seconds that a file counts as young: clocks of other machines, whose folders these may be, are a little off."""
NOTHING = digest(b"")
"""The mark of an empty file."""


def sign(path: Path) -> Sign:
    """Return what tells, without opening it, whether a file or a folder was touched."""
    try:
        found = os.stat(path)  # noqa: PTH116 - it is asked for thousands of files
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def dubious(found: Sign) -> bool:
    """Whether another save could leave the same sign: where times are whole seconds, and this second may go on."""
    return found is not None and found[0] % SECOND == 0 and time.time() - found[0] / SECOND < FRESH


def age(paths: Iterable[Path]) -> float:
    """Return the seconds since the last of some files was written or put there; 0 for one of the future, or of none.

    Args:
        paths: The files; those that are not there do not count.
    """
    newest = 0
    for path in paths:
        try:
            found = path.stat()
        except OSError:
            continue
        # A file that takes another's place has an old time of its own, and a new one of its entry.
        newest = max(newest, found.st_mtime_ns, found.st_ctime_ns)
    return max(0.0, time.time() - newest / SECOND) if newest else 0.0


def held(path: Path, found: Sign) -> bytes:
    """Return what tells what a file holds, or what is in a folder; nothing where it is not there.

    Args:
        path: The file or folder.
        found: Its sign.
    """
    if found is None:
        return b""
    try:
        if path.is_dir():
            return digest("\0".join(sorted(os.listdir(path))).encode(errors="surrogateescape"))  # noqa: PTH208
        return digest(path.read_bytes()) if found[1] <= LARGEST else repr(found).encode()
    except OSError:
        return b""
