"""Shadows of values: what a list or a dictionary held, kept so that it can be seen later whether it still does.

A program may change its list in place and hand it over again, so the object itself proves nothing. A shadow is a copy
whose containers are the interpreter's own; comparing it with the value, `shadow == value`, runs in C, and what did not
change costs a look at its address.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DEEPEST = 50
"""Levels below which a value is not looked at any more, and counts as changed."""


class Exactly:
    """Equal to a number of the same type: `True` is not `1`, and `1` not `1.0`."""

    __slots__ = ("number",)

    def __init__(self, number: float) -> None:
        self.number = number

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self.number) and other == self.number

    __hash__ = None  # type: ignore[assignment]


class Same:
    """Equal to one object and to no other."""

    __slots__ = ("it",)

    def __init__(self, it: object) -> None:
        self.it = it

    def __eq__(self, other: object) -> bool:
        return other is self.it

    __hash__ = None  # type: ignore[assignment]


class _Never:
    __slots__ = ()

    def __eq__(self, _: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]


class _Whatever:
    __slots__ = ()

    def __eq__(self, _: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


NEVER = _Never()
"""Equal to nothing: for what may have changed unseen."""
WHATEVER = _Whatever()
"""Equal to anything: for what does not matter."""


def shadow(value: Any, other: Callable[[Any], Any] = lambda _: NEVER, depth: int = 0) -> Any:
    """Return what equals a value for as long as nothing in it changes.

    Args:
        value: Text, numbers, None, and lists, tuples and dictionaries of them.
        other: Returns the shadow of anything else, and of dictionaries with keys that are no text.
        depth: How deep it lies.
    """
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind is int or kind is float or kind is bool:
        return Exactly(value)
    if depth < DEEPEST:
        if kind is list:
            return [shadow(one, other, depth + 1) for one in value]
        if kind is tuple:
            return tuple([shadow(one, other, depth + 1) for one in value])
        if kind is dict and all(type(key) is str for key in value):
            return {key: shadow(one, other, depth + 1) for key, one in value.items()}
    return other(value)


def unchanged(before: Any, value: Any) -> bool:
    """Whether a value still is what its shadow was made of."""
    try:
        return bool(before == value)
    except Exception:  # noqa: BLE001
        # What stands in the place of a text now may compare in any way it likes: an array gives no single answer.
        return False


def changed_members(shadows: list[Any], values: list[Any]) -> list[int]:
    """Return which members of a list are not what their shadows were made of.

    Mostly that is the last one, so it is looked at first, and all others in one comparison.

    Args:
        shadows: The shadows of its first members.
        values: The list.
    """
    if not shadows:
        return []
    last = len(shadows) - 1
    found = [] if unchanged(shadows[last], values[last]) else [last]
    # It is known now, and must not be what makes the lists differ.
    kept, shadows[last] = shadows[last], WHATEVER
    alike = unchanged(shadows, values if len(values) == len(shadows) else values[: last + 1])
    shadows[last] = kept
    if not alike:
        found = [index for index in range(last) if not unchanged(shadows[index], values[index])] + found
    return found
