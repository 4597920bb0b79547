"""Places: what an expression names that can be put into, `job.options["name"]`, and what of a visitor is put there."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from portico.checks.frame import Frame, parameters
from portico.checks.value import ANY, BLANK, Unknown, Value, joined, taints, with_member

GROWING = frozenset({"append", "extend", "insert", "add", "update", "appendleft", "write", "writelines", "setdefault"})
"""Methods that put what they are given into their object."""
DEEPEST = 4
"""Objects in objects of which is known what is in which."""


def grow(frame: Frame, place: ast.expr, change: Callable[[Value], Value]) -> None:
    """Change what is known of what an expression names, where it begins with a variable of a call that is read."""
    root, keys = path_of(place, frame)
    holder = frame if root in frame.own or root in frame.variables else frame.holder(root)
    if root and holder is not None:
        holder.grow(root, _changed(holder.variables.get(root, BLANK), keys[:DEEPEST], change))


def put(frame: Frame, place: ast.expr, key: Value, value: Value) -> None:
    """Remember that an element or an attribute of what an expression names has another value."""
    if isinstance(key.known, (str, int)):
        grow(frame, place, lambda held: replace(with_member(held, key.known, value), taint=_with(held, value)))
    else:
        grow(frame, place, lambda held: _anywhere(held, value))


def _anywhere(held: Value, value: Value) -> Value:
    """Return a container or an object into which something was put under a name that is not known."""
    return replace(held, taint=held.taint | taints([value])) if _is_object(held) else mixed(held, value)


def called(frame: Frame, place: ast.expr, method: str, args: list[Value], keywords: dict[str, Value]) -> None:
    """Remember what a method put into its object, which is a container."""
    given = [*args, *keywords.values()]
    if method == "update" and len(args) == 1 and not keywords and args[0].members:
        for key, value in args[0].members:
            put(frame, place, Value(known=key), value)
    elif method == "setdefault" and len(args) == 2:
        put(frame, place, args[0], args[1])
    elif method in ("append", "add", "appendleft", "insert"):
        grow(frame, place, lambda held: mixed(held, joined(given[-1:])))
    else:
        grow(frame, place, lambda held: mixed(held, Value(taint=taints(given))))


def mixed(held: Value, value: Value) -> Value:
    """Return a container into which something was put, at a place that is not known."""
    before = list(held.items or ()) + [one for _, one in held.members]
    members = ((ANY, joined([*before, value])),) if before or worth(value) else ()
    return replace(held, taint=held.taint | taints([value]), items=None, members=members, known=_same(held))


def worth(value: Value) -> bool:
    """Whether more is known of a value than what of a visitor is in it."""
    return value.origin is not None or value.kind is not None or bool(value.members or value.items or value.choices)


def path_of(place: ast.expr, frame: Frame) -> tuple[str, list[str | int | None]]:
    """Return the variable that an expression begins with, and what follows: attributes and keys; None: any key."""
    keys: list[str | int | None] = []
    while True:
        if isinstance(place, ast.Attribute):
            keys.append(place.attr)
            place = place.value
        elif isinstance(place, ast.Subscript):
            key = place.slice.value if isinstance(place.slice, ast.Constant) else None
            keys.append(key if isinstance(key, (str, int)) else None)
            place = place.value
        else:
            break
    keys.reverse()
    if isinstance(place, ast.Call) and isinstance(place.func, ast.Name) and place.func.id == "super":
        first = parameters(frame.node)[:1]
        return first[0].arg if first else "", keys
    return place.id if isinstance(place, ast.Name) else "", keys


def _changed(value: Value, keys: list[str | int | None], change: Callable[[Value], Value]) -> Value:
    if not keys:
        return change(value)
    key, rest = keys[0], keys[1:]
    known = dict(value.members)
    at = ANY if key is None else key
    held = known.get(at)
    if (
        held is None
        and value.items is not None
        and isinstance(key, int)
        and -len(value.items) <= key < len(value.items)
    ):
        held = value.items[key]
    part = _changed(held if held is not None else value.part(), rest, change)
    return replace(with_member(value, at, part), taint=value.taint if value.kind is None else _with(value, part))


def _with(held: Value, value: Value) -> frozenset[str]:
    """Return what of a visitor is in a container as a whole; an object is more than what is in one attribute."""
    return held.taint if _is_object(held) else held.taint | taints([value])


def _is_object(held: Value) -> bool:
    return held.kind is not None and held.kind not in (dict, list, set, tuple)


def _same(held: Value) -> object:
    return held.known if isinstance(held.known, Unknown) or held.origin is not None else BLANK.known
