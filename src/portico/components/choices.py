"""What Radio, CheckboxGroup and Dropdown offer: pairs of what is shown and what it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from reprlib import repr as brief
from typing import Any, Literal

from portico.errors import BuildError, InvalidPayload, NotAccepted
from portico.wire.codec import JSON

Choice = tuple[str, Any]
ChoiceType = Literal["value", "index"]
SHOWN_IN_ERRORS = 8
"""So many choices are listed in a message; more would bury it."""


def pairs(choices: Any, owner: str) -> list[Choice]:
    """Return choices as (label, value) pairs.

    Args:
        choices: Values, or (label, value) pairs; None for none.
        owner: The component's class, for errors.

    Raises:
        BuildError: Not a list, or a choice that is neither a value nor a pair.
    """
    if choices is None:
        return []
    if isinstance(choices, (str, bytes)) or not isinstance(choices, Iterable):
        raise BuildError(
            f"{owner}(choices=…) is a list of values or of (label, value) pairs, not {choices!r}.", code="PE105"
        )
    found: Iterable[Any] = choices
    return [_pair(choice, owner) for choice in found]


def _pair(choice: Any, owner: str) -> Choice:
    if not isinstance(choice, (tuple, list)):
        return str(choice), plain(choice)
    several: tuple[Any, ...] = tuple(choice)
    if len(several) != 2:
        raise BuildError(f"{owner}: a choice is a value or a pair (label, value), not {choice!r}.", code="PE105")
    return str(several[0]), plain(several[1])


def plain(value: Any) -> Any:
    """Return NumPy's numbers and texts as Python's, which JSON can carry."""
    return value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value


def check_type(kind: Any, owner: str) -> None:
    """Raise BuildError unless `type` is "value" or "index"."""
    if kind not in ("value", "index"):
        raise BuildError(f"{owner}(type=…) is 'value' or 'index', not {kind!r}.", code="PE104")


def position(value: Any, choices: list[Choice]) -> int | None:
    """Return where a value stands among the choices, or None; True is not 1."""
    for index, (_, known) in enumerate(choices):
        if known is value or (known == value and isinstance(known, bool) == isinstance(value, bool)):
            return index
    return None


def chosen(payload: JSON, choices: list[Choice], kind: ChoiceType, owner: str) -> Any:
    """Return the value or the index that a function receives for one choice.

    Args:
        payload: The choice's value, as the page sent it.
        choices: The choices.
        kind: "value" or "index".
        owner: The component's class, for errors.

    Raises:
        NotAccepted: It is not among the choices.
    """
    index = position(payload, choices)
    if index is None:
        raise NotAccepted(f"{owner} expects one of {listed(choices)}, got {brief(payload)}.")
    return index if kind == "index" else choices[index][1]


def several(payload: JSON, owner: str) -> list[JSON]:
    """Return the list of choices that the page sent; nothing chosen is an empty list.

    Raises:
        InvalidPayload: It is not a list.
    """
    if payload is None:
        return []
    if not isinstance(payload, list):
        raise InvalidPayload(f"{owner} expects a list of its choices, got {brief(payload)}.")
    return payload


def many(value: Any) -> list[Any]:
    """Return what a program gave for several choices as a list: one value, a list, a tuple, a set or an array."""
    if value is None:
        return []
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        return [plain(value)]
    given: Iterable[Any] = value
    return [plain(one) for one in given]


def listed(choices: list[Choice]) -> str:
    """Return the choices' values as text for a message."""
    shown = ", ".join(repr(value) for _, value in choices[:SHOWN_IN_ERRORS])
    rest = len(choices) - SHOWN_IN_ERRORS
    return f"{shown} and {rest} more" if rest > 0 else shown or "its choices, of which there are none"


def stranger(values: list[Any], choices: list[Choice], owner: str) -> str | None:
    """Return what is wrong if a value is not among the choices; without choices, which may come later, nothing is."""
    if not choices:
        return None
    for value in values:
        if position(value, choices) is None:
            return f"{owner} cannot show {value!r}, which is not among its choices ({listed(choices)})."
    return None
