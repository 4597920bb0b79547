"""A change that a generator yielded, as an edit of the payload before it."""

from __future__ import annotations

from typing import Any

from portico.call.change import Change
from portico.errors import ResultError
from portico.wire.codec import JSON
from portico.wire.messages import Edit


def edit_of(payload: JSON, change: Change, value: JSON) -> Edit:
    """Return a change as an edit; raises ResultError where the payload has no such place.

    Args:
        payload: What the page shows now.
        change: What the program asked for.
        value: The new value, as payload.
    """
    path, inside = located(payload, change)
    if not change.path:
        if change.adds and not isinstance(payload, str):
            raise ResultError(
                f"{change}: the value is no text but {kind_of(payload)}. Say where in it the text is.", code="PE308"
            )
        return ("append" if change.adds else "replace", [], value)
    last: Any = path[-1]
    there = last in inside if isinstance(inside, dict) else last < len(inside)
    if change.adds:
        if not there or not isinstance(inside[last], str):
            raise ResultError(
                f"{change}: there is {kind_of(inside[last]) if there else 'nothing'} there, and no text.", code="PE308"
            )
        return ("append", path, value)
    return ("replace" if there else "add", path, value)


def located(payload: JSON, change: Change) -> tuple[list[str | int], Any]:
    """Return a change's path, with indexes counted from the start, and what holds its last step."""
    path: list[str | int] = []
    inside = payload
    for depth, step in enumerate(change.path):
        at = _place(inside, step, change, depth)
        path.append(at)
        if depth < len(change.path) - 1:
            inside = inside[at]
    return path, inside


def _place(inside: Any, step: str | int, change: Change, depth: int) -> str | int:
    last = depth == len(change.path) - 1
    where = f"in the value{''.join(f'[{one!r}]' for one in change.path[:depth])}"
    if isinstance(inside, dict):
        if not isinstance(step, str):
            raise ResultError(f"{change}: {where} is a dictionary, whose keys are texts; got {step!r}.", code="PE308")
        if step not in inside and not last:
            raise ResultError(
                f"{change}: {where} is a dictionary that has no {step!r}, but {_some(list(inside))}.", code="PE308"
            )
        return step
    if isinstance(inside, list):
        count = len(inside)
        at = step + count if isinstance(step, int) and step < 0 else step
        if not isinstance(at, int) or at < 0 or at > count - (not last or change.adds):
            more = f" ({count} adds one)" if last and not change.adds else ""
            raise ResultError(f"{change}: {where} is a list of {count}{more}; got {step!r} as index.", code="PE308")
        return at
    raise ResultError(f"{change}: {where} is {kind_of(inside)}, in which there is no {step!r}.", code="PE308")


def kind_of(value: Any) -> str:
    """Return what a payload is, in a program's words."""
    kinds = {str: "a text", list: "a list", dict: "a dictionary", bool: "a bool", int: "a number", float: "a number"}
    return "None" if value is None else kinds.get(type(value), type(value).__name__)


def _some(keys: list[Any]) -> str:
    shown = ", ".join(repr(key) for key in keys[:6])
    return f"{shown} …" if len(keys) > 6 else shown or "nothing"
