"""Outline: what can be compared of a value later, when the value itself may have changed."""

from __future__ import annotations

from collections import deque
from typing import Any

from portico.checks.program import Program

MOST = 2000
"""Objects that an outline tells apart; what lies beyond them is told by its number alone."""
PLAIN = (str, bytes, int, float, complex, bool, type(None))


def outline(value: Any, program: Program) -> Any:
    """Return what differs when another value is there, or when this one was changed.

    Plain values count by what they are; containers, and objects of the program's own classes, by what is in them; any
    other object by which one it is.
    """
    return _part(value, program, [MOST], frozenset())


def _part(value: Any, program: Program, left: list[int], inside: frozenset[int]) -> Any:
    left[0] -= 1
    if isinstance(value, PLAIN):
        return value
    if left[0] <= 0 or id(value) in inside:
        return id(value)
    deeper = inside | {id(value)}
    if isinstance(value, dict):
        items = [(_key(key), _part(one, program, left, deeper)) for key, one in _copied(value.items(), left)]
        return id(value), len(value), tuple(items)
    if isinstance(value, (list, tuple, set, frozenset, deque)):
        parts = [_part(one, program, left, deeper) for one in _copied(value, left)]
        return id(value), len(value), tuple(parts)
    if program.owns(type(value)) and hasattr(value, "__dict__"):
        items = [(name, _part(one, program, left, deeper)) for name, one in _copied(vars(value).items(), left)]
        return id(value), tuple(items)
    return id(value)


def _key(key: Any) -> Any:
    return key if isinstance(key, PLAIN) else id(key)


def _copied(values: Any, left: list[int]) -> list[Any]:
    """Return the elements that still count; another thread may change the container meanwhile."""
    try:
        return list(values)[: max(left[0], 0)]
    except RuntimeError:
        return []
