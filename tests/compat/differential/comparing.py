"""Where two transcripts differ, field by field, and which of the differences are meant."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

ABSENT = "<absent>"


@dataclass(frozen=True)
class Difference:
    """One field.

    Args:
        where: Its place, such as `raw/greet/1/body/2/output/data/0`.
        theirs: What Gradio has there.
        ours: What Portico has there.
    """

    where: str
    theirs: Any
    ours: Any


@dataclass(frozen=True)
class Meant:
    """A difference that stays, and why.

    Args:
        title: Its line in docs/wire.md.
        where: Patterns of its places; `*` stands for any text.
    """

    title: str
    where: tuple[str, ...]

    def covers(self, difference: Difference) -> bool:
        return any(fnmatchcase(difference.where, pattern) for pattern in self.where)


def differences(theirs: Any, ours: Any, where: str = "") -> list[Difference]:
    """Every field that is not the same; `1` and `1.0` are the same number, `1` and `true` are not."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        found: list[Difference] = []
        for key in [*theirs, *(key for key in ours if key not in theirs)]:
            place = f"{where}/{key}" if where else str(key)
            found += differences(theirs.get(key, ABSENT), ours.get(key, ABSENT), place)
        return found
    if isinstance(theirs, list) and isinstance(ours, list):
        found = []
        for index in range(max(len(theirs), len(ours))):
            one = theirs[index] if index < len(theirs) else ABSENT
            other = ours[index] if index < len(ours) else ABSENT
            found += differences(one, other, f"{where}/{index}")
        return found
    same = theirs == ours and isinstance(theirs, bool) == isinstance(ours, bool)
    return [] if same else [Difference(where, theirs, ours)]
