"""Growing: one conversion after another of a value that changes here and there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portico.lang.renewed import Renewed
from portico.lang.shadow import DEEPEST, changed_members, shadow, unchanged


class Growing:
    """Converts plain data again and again; what did not change becomes the same objects as before.

    A list or a dictionary that changed is looked into, and only what is new in it is converted.

    Args:
        convert: The conversion, which must take lists and dictionaries member by member.
        levels: How many levels of lists and dictionaries that holds for.
    """

    def __init__(self, convert: Callable[[Any], Any], levels: int = DEEPEST) -> None:
        self.convert = convert
        self.levels = levels
        self._shadow: Any = []
        self._made: Any = Renewed()

    def shown(self, value: Any) -> Any:
        """Return the value converted."""
        self._shadow, self._made = self._renewed(self._shadow, self._made, value, 0)
        return self._made

    def _renewed(self, before: Any, made: Any, value: Any, level: int) -> tuple[Any, Any]:
        if unchanged(before, value):
            return before, made
        kind = type(value)
        if level < self.levels and isinstance(made, kind):
            if kind is list and type(before) is list:
                return self._list(before, made, value, level)
            if kind is dict and type(before) is dict and before.keys() == made.keys():
                return self._dictionary(before, made, value, level)
        return shadow(value), self.convert(value)

    def _list(self, before: list[Any], made: list[Any], value: list[Any], level: int) -> tuple[list[Any], list[Any]]:
        known = min(len(before), len(value))
        shadows = before[:known]
        found = Renewed.of(made, known)
        for index in changed_members(shadows, value):
            shadows[index], new = self._renewed(shadows[index], found[index], value[index], level + 1)
            found.put(index, new)
        for one in value[known:]:
            shadows.append(shadow(one))
            found.put(len(found), self.convert(one))
        return shadows, found

    def _dictionary(self, before: Any, made: Any, value: Any, level: int) -> tuple[Any, Any]:
        shadows: dict[str, Any] = {}
        found: dict[str, Any] = {}
        for key, one in value.items():
            if type(key) is not str:
                return shadow(value), self.convert(value)
            if key in before:
                shadows[key], found[key] = self._renewed(before[key], made[key], one, level + 1)
            else:
                shadows[key] = shadow(one)
                # The key is converted too.
                found |= self.convert({key: one})
        return shadows, found
