"""Copies of results, so that who receives one cannot change what others receive."""

from __future__ import annotations

import copy
from typing import Any

PLAIN = (str, int, float, bool, bytes, type(None))
NOTHING: Any = object()


def snapshot(value: Any, before: Any = NOTHING) -> Any:
    """Return a copy of a value that later changes of the value do not reach.

    Lists, dictionaries, sets, arrays, pictures and tables are copied with all that they hold; any other object is
    shared, for nobody but its class knows what a copy of it would be.

    Args:
        value: What to copy.
        before: An earlier copy of it, whose parts are used again where nothing changed.
    """
    return _copied(value, before, {})


def _copied(value: Any, before: Any, seen: dict[int, Any]) -> Any:
    if isinstance(value, PLAIN):
        same = type(value) is type(before) and value == before
        return before if same else value
    if id(value) in seen:
        return seen[id(value)]
    if isinstance(value, list):
        return _list(value, before, seen)
    if isinstance(value, dict):
        return _dict(value, before, seen)
    if isinstance(value, (tuple, frozenset)):
        return _tuple(value, before, seen) if isinstance(value, tuple) else value
    if isinstance(value, (set, bytearray)):
        return copy.copy(value)
    return _foreign(value)


def _list(value: list[Any], before: Any, seen: dict[int, Any]) -> Any:
    comparable = type(before) is type(value) is list
    made: list[Any] = [] if type(value) is list else copy.copy(value)
    made.clear()
    seen[id(value)] = made
    known = len(before) if comparable else 0
    for at, one in enumerate(value):
        made.append(_copied(one, before[at] if at < known else NOTHING, seen))
    if comparable and len(made) == known and all(a is b for a, b in zip(made, before, strict=True)):
        seen[id(value)] = before
        return before
    return made


def _dict(value: dict[Any, Any], before: Any, seen: dict[int, Any]) -> Any:
    comparable = type(before) is type(value) is dict
    made: dict[Any, Any] = {} if type(value) is dict else copy.copy(value)
    seen[id(value)] = made
    for key, one in value.items():
        made[key] = _copied(one, before.get(key, NOTHING) if comparable else NOTHING, seen)
    if comparable and list(made) == list(before) and all(made[key] is before[key] for key in made):
        seen[id(value)] = before
        return before
    return made


def _tuple(value: tuple[Any, ...], before: Any, seen: dict[int, Any]) -> Any:
    comparable = type(before) is type(value) and len(before) == len(value)
    parts = [_copied(one, before[at] if comparable else NOTHING, seen) for at, one in enumerate(value)]
    if comparable and all(a is b for a, b in zip(parts, before, strict=True)):
        return before
    if all(a is b for a, b in zip(parts, value, strict=True)):
        return value
    make = getattr(type(value), "_make", tuple)  # a named tuple keeps its names
    return make(parts)


def _foreign(value: Any) -> Any:
    module, _, _ = type(value).__module__.partition(".")
    if module == "numpy" and hasattr(value, "flags"):
        return copy.deepcopy(value) if value.dtype.hasobject else value.copy()
    if module == "pandas" and type(value).__name__ in ("DataFrame", "Series"):
        return value.copy()
    if module == "PIL" and hasattr(value, "getbands"):
        return value.copy()
    return value
