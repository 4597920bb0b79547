"""Edit lists: the values of a step as changes of the step before. How they apply, and how two steps become one.

An edit is `[action, path, value]`; edits apply in order, each to the result of the one before. Into an object, `add`
puts only what was not in it.
"""

from __future__ import annotations

from typing import Any, TypeAlias, cast

import msgspec

from portico.lang.renewed import Renewed
from portico.wire.codec import JSON
from portico.wire.messages import Edit, Output, ProcessGenerating

Path: TypeAlias = tuple[str | int, ...]

MANY = 200
"""Edits of one output above which steps that are joined say the whole value instead."""


class Changes(Output, dict=True):
    """A step whose `data` holds an edit list for each output. On the wire it is an Output like any other."""

    @property
    def whole(self) -> list[JSON] | None:
        """The values after the step, for those in this process; they do not travel."""
        return vars(self).get("whole")

    @whole.setter
    def whole(self, values: list[JSON] | None) -> None:
        vars(self)["whole"] = values


def applied(value: JSON, edits: list[Edit]) -> JSON:
    """Return the value after a list of edits; the old value is not changed, and what the edits leave alone is shared.

    Raises:
        ValueError: An edit names no place in the value.
    """
    # What was copied already, kept alive so that no other object gets the same id.
    copies: dict[int, Any] = {}
    for action, path, new in edits:
        if not path:
            value = _changed(value, action, path, new)
            continue
        value = holder = _own(value, copies)
        for step in path[:-1]:
            holder = _put(holder, step, _own(holder[_place(holder, step, path)], copies))
        _apply(holder, action, path, new)
    return value


def _own(value: Any, copies: dict[int, Any]) -> Any:
    if id(value) in copies or not isinstance(value, (list, dict, tuple)):
        return value
    if isinstance(value, dict):
        copy: Any = dict(value)
    else:
        copy = Renewed.of([*value] if isinstance(value, tuple) else value)
    copies[id(copy)] = copy
    return copy


def _put(holder: Any, step: Any, value: JSON) -> JSON:
    if not isinstance(holder, Renewed) or holder[step] is value:
        holder[step] = value
    else:
        holder.put(step, value)
    return value


def _place(holder: Any, step: str | int, path: list[str | int]) -> Any:
    if isinstance(holder, list):
        if type(step) is int and 0 <= step < len(cast("list[Any]", holder)):
            return step
    elif isinstance(holder, dict) and step in holder:
        return step
    raise ValueError(f"An edit names {path}, but the value has no {step!r} there.")


def _own_way(holder: Any) -> None:
    """Let a list no longer say what is new in it, where elements change their places."""
    if isinstance(holder, Renewed):
        holder.forget()


def _apply(holder: Any, action: str, path: list[str | int], new: JSON) -> None:
    last = path[-1]
    if action == "add":
        if isinstance(holder, list) and type(last) is int and 0 <= last <= len(cast("list[Any]", holder)):
            if isinstance(holder, Renewed) and last == len(holder):
                holder.put(last, new)
            else:
                _own_way(holder)
                holder.insert(last, new)
            return
        if isinstance(holder, dict) and isinstance(last, str):
            holder[last] = new
            return
        raise ValueError(f"An edit adds at {path}, where nothing can be added.")
    if action == "replace" and isinstance(holder, dict):
        holder[last] = new
        return
    place = _place(holder, last, path)
    if action == "delete":
        _own_way(holder)
        del holder[place]
    else:
        _put(holder, place, _changed(holder[place], action, path, new))


def _changed(old: JSON, action: str, path: list[str | int], new: JSON) -> JSON:
    if action == "replace":
        return new
    if action == "append":
        if isinstance(old, str) and isinstance(new, str):
            return old + new
        raise ValueError(f"An edit appends {type(new).__name__} to {type(old).__name__} at {path}; it joins texts.")
    raise ValueError(f"An edit replaces or appends, or inside a value adds or deletes; {action!r} at {path} fits none.")


def joined(first: ProcessGenerating, second: ProcessGenerating) -> ProcessGenerating:
    """Return one message that brings a reader who has seen neither to where the two would.

    Args:
        first: A step of an event, with whole values or with changes.
        second: The step after it.
    """
    before, after = first.output, second.output
    data, kind = after.data, type(after)
    if isinstance(after, Changes) and isinstance(before, Changes):
        whole = after.whole or [msgspec.UNSET] * len(data)
        data = [_one_list(*lists) for lists in zip(before.data, data, whole, strict=True)]
    elif isinstance(after, Changes):
        data, kind = [applied(value, edits) for value, edits in zip(before.data, data, strict=True)], Output
    elif isinstance(before, Changes):
        data, kind = [[("replace", [], value)] for value in data], Changes
    message = _one(first, second, kind, data)
    if isinstance(message.output, Changes):
        message.output.whole = after.whole if isinstance(after, Changes) else after.data
    return message


def renewed(first: ProcessGenerating | None, second: ProcessGenerating, values: list[JSON]) -> ProcessGenerating:
    """Return two steps as one with whole values.

    Args:
        first: A step of an event; None where the reader has it.
        second: The step after it.
        values: The values after that.
    """
    return _one(first or second, second, Output, values)


def replaced(message: ProcessGenerating) -> ProcessGenerating:
    """Return a step with whole values for a reader who has seen a step of its event, and so expects changes."""
    return _one(message, message, Changes, [[("replace", [], value)] for value in message.output.data])


def _one(
    first: ProcessGenerating, second: ProcessGenerating, kind: type[Output], data: list[JSON]
) -> ProcessGenerating:
    """Return what two steps say as one, with other data."""
    before, after = first.output, second.output
    output = kind(
        data,
        is_generating=after.is_generating,
        duration=after.duration,
        average_duration=after.average_duration,
        render_config=after.render_config or before.render_config,
        changed_state_ids=list(dict.fromkeys([*before.changed_state_ids, *after.changed_state_ids])),
        used_cache=after.used_cache,
    )
    return ProcessGenerating(
        second.event_id, output, success=first.success and second.success, time_limit=second.time_limit
    )


def _one_list(first: list[Edit], second: list[Edit], whole: JSON) -> list[Edit]:
    if not first or not second:
        return first or second
    edits = _Edits(first)
    for edit in second:
        edits.take(edit)
    found = edits.found()
    return [("replace", [], whole)] if len(found) > MANY and whole is not msgspec.UNSET else found


class _Edits:
    """A list of edits to which others are added; one that changes what an earlier one set changes that one instead.

    Args:
        edits: What is in it already.
    """

    def __init__(self, edits: list[Edit]) -> None:
        self._edits: list[Edit | None] = []
        self._at: dict[Path, int] = {}
        """Where the last edit of a path is: one that may still be changed, for nothing after it touches its value."""
        self._around: set[Path] = set()
        """What lies around these paths: a new value there makes them void."""
        for edit in edits:
            self.take(edit)

    def take(self, edit: Edit) -> None:
        """Add an edit."""
        action, steps, _ = edit
        path = (*steps,)
        if not path and action == "replace":
            self._edits = []
            self._clear()
        elif path in self._at and self._fold(self._at[path], path, edit):
            return
        shifts = action in ("add", "delete") and isinstance(path[-1], int)
        if shifts or path in self._around:
            self._clear()
        for depth in range(len(path)):
            self._at.pop(path[:depth], None)
            self._around.add(path[:depth])
        self._at[path] = len(self._edits)
        self._edits.append(edit)
        if action == "delete" and shifts:
            del self._at[path]  # another element stands there now

    def found(self) -> list[Edit]:
        """Return the edits, in order."""
        return [edit for edit in self._edits if edit is not None]

    def _clear(self) -> None:
        self._at.clear()
        self._around.clear()

    def _fold(self, at: int, path: Path, edit: Edit) -> bool:
        """Let an edit change an earlier one of the same path; return whether it could."""
        action, steps, new = edit
        earlier = self._edits[at]
        assert earlier is not None
        did, _, old = earlier
        if action == "append" and isinstance(old, str):
            self._edits[at] = (did, steps, old + new)
        elif action == "replace" and did != "delete":
            self._edits[at] = ("add" if did == "add" else "replace", steps, new)
        elif action == "delete" and did == "add":
            if isinstance(path[-1], int) and at != len(self._edits) - 1:
                return False  # what came between counts with the element there
            self._edits[at] = None
            del self._at[path]
        elif action == "delete" and isinstance(path[-1], str):
            self._edits[at] = edit
        elif action == "add" and did == "delete":
            self._edits[at] = ("replace", steps, new)
        else:
            return False
        return True
