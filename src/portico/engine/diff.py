"""What changed between two JSON values, as the wire's edit list.

An edit is `[action, path, value]`; edits apply in order, each to the result of the one before. Differences from the
reference, on purpose: lists inside lists may shrink (inner edits come before the outer ones and use the indexes that
hold when they apply), and `true` is not `1`.
"""

from __future__ import annotations

from collections.abc import Sequence

from portico.lang.renewed import Renewed
from portico.wire.codec import JSON
from portico.wire.messages import Edit


def diff(old: JSON, new: JSON) -> list[Edit]:
    """Return the edits that turn `old` into `new`; none where they are equal.

    What is the same object in both is not looked into, so neither may change after it was given out.
    """
    edits: list[Edit] = []
    if old is not new:
        _compare(old, new, [], edits)
    return edits


def _compare(old: JSON, new: JSON, path: list[str | int], edits: list[Edit]) -> None:
    kind = type(new)
    if kind is str and type(old) is str:
        if old and new.startswith(old):
            if len(new) != len(old):
                edits.append(("append", path, new[len(old) :]))
        elif old != new:
            edits.append(("replace", path, new))
    elif kind is dict and type(old) is dict:
        _compare_objects(old, new, path, edits)
    elif isinstance(new, (list, tuple)) and isinstance(old, (list, tuple)):
        _compare_lists(old, new, path, edits)
    elif type(old) is not kind or old != new:
        edits.append(("replace", path, new))


def _compare_lists(old: Sequence[JSON], new: Sequence[JSON], path: list[str | int], edits: list[Edit]) -> None:
    shared = min(len(old), len(new))
    for index in new.fresh if isinstance(new, Renewed) and new.is_of(old) else range(shared):
        if index < shared and old[index] is not new[index]:
            _compare(old[index], new[index], [*path, index], edits)
    for _ in range(shared, len(old)):
        # Always the same index: each deletion moves the next surplus element there.
        edits.append(("delete", [*path, shared], None))
    for index in range(shared, len(new)):
        edits.append(("add", [*path, index], new[index]))


def _compare_objects(old: dict[str, JSON], new: dict[str, JSON], path: list[str | int], edits: list[Edit]) -> None:
    if "__proto__" not in new and "__proto__" not in old:
        _compare_members(old, new, path, edits)
        return
    # In a browser, to set this member of an object is to change what the object is. The whole object is safe to send.
    inside: list[Edit] = []
    _compare_members(old, new, path, inside)
    if inside:
        edits.append(("replace", path, new))


def _compare_members(old: dict[str, JSON], new: dict[str, JSON], path: list[str | int], edits: list[Edit]) -> None:
    for key, value in old.items():
        if key not in new:
            edits.append(("delete", [*path, key], None))
        elif value is not new[key]:
            _compare(value, new[key], [*path, key], edits)
    if len(new) > len(old) or new.keys() != old.keys():
        for key, value in new.items():
            if key not in old:
                edits.append(("add", [*path, key], value))
