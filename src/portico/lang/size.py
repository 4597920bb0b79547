"""How many bytes: as people write it, and as values take up."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Any

UNITS = {"b": 1, "kb": 1024, "mb": 1024**2, "gb": 1024**3, "tb": 1024**4}


def parse_size(text: str) -> int | None:
    """Return the bytes in "5mb", "1.5 GB" or "700"; None for any other text."""
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,6})?) ?([a-z]{0,2})", text.strip().lower())
    if match is None or (match[2] or "b") not in UNITS:
        return None
    return int(float(match[1]) * UNITS[match[2] or "b"])


def size_of(*values: Any) -> int:
    """Return about how many bytes values take up in memory; what is reached twice counts once."""
    seen: set[int] = set()
    waiting: list[Any] = list(values)
    total = 0
    while waiting:
        value = waiting.pop()
        if id(value) in seen or isinstance(value, type):
            continue
        seen.add(id(value))
        total += max(sys.getsizeof(value, 64), _outside(value))
        waiting.extend(_inside(value))
    return total


def _outside(value: Any) -> int:
    """Return the bytes that a value keeps where Python does not count them: arrays, pictures, tables."""
    known = getattr(value, "nbytes", None)
    if isinstance(known, int):
        return known
    module = type(value).__module__.partition(".")[0]
    if module == "PIL":
        width, height = getattr(value, "size", (0, 0))
        return width * height * len(value.getbands())
    if module == "polars":
        return int(value.estimated_size()) if hasattr(value, "estimated_size") else 0
    return 0  # a pandas table tells sys.getsizeof the truth by itself


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, (list, tuple, set, frozenset)):
        return value
    if type(value).__module__.partition(".")[0] in ("numpy", "pandas", "polars", "PIL"):
        return ()
    found = list(getattr(value, "__dict__", {}).values())
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        found += [getattr(value, name, None) for name in ((slots,) if isinstance(slots, str) else slots)]
    return found
