"""Exceptions told again: of the same name, from the same lines, with other words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

DEEPEST = 100
"""Exceptions of one chain that are told again."""
MUTE = "‹what it says cannot be shown: asking for it failed›"


def retold(error: BaseException, change: Callable[[str], str]) -> BaseException:
    """Return an exception as another text may have it, with all that led to it; itself where no word changes.

    What stands in for it has its class's name, its lines of code, its notes, its causes and its group. It is for
    writing down: it is of no class that a program catches.

    Args:
        error: The exception.
        change: Returns what may be said instead of a text.
    """
    every = list(chain(error))
    told = {id(one): _words(one, change) for one in every[:DEEPEST]}
    if len(every) <= DEEPEST and not any(changed for _, _, changed in told.values()):
        return error
    made: dict[int, BaseException] = {}
    # Groups are made of those in them, which come after them in the chain.
    for one in reversed(every[:DEEPEST]):
        made[id(one)] = _stand_in(one, told[id(one)], made)
    for one in every[:DEEPEST]:
        new = made[id(one)]
        new.__cause__ = made.get(id(one.__cause__))
        new.__context__ = made.get(id(one.__context__))
        new.__suppress_context__ = one.__suppress_context__
        for note in told[id(one)][1]:
            new.add_note(note)
    return made[id(error)].with_traceback(error.__traceback__)


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those that led to it, each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def words(error: BaseException) -> str:
    """Return what an error says; nothing where asking it fails."""
    try:
        return str(error)
    except BaseException:  # noqa: BLE001
        return ""


def _words(error: BaseException, change: Callable[[str], str]) -> tuple[str, list[str], bool]:
    """Return what an error may say, its notes, and whether that is something else than it says."""
    try:
        said = error.message if isinstance(error, BaseExceptionGroup) else str(error)
    except BaseException:  # noqa: BLE001
        said = MUTE
    notes = [str(note) for note in getattr(error, "__notes__", None) or () if isinstance(note, str)]
    text, kept = change(said), [change(note) for note in notes]
    changed = text != said or kept != notes
    if isinstance(error, SyntaxError) and error.text:
        # A trace shows the line that is wrong, which may be what somebody typed.
        changed = changed or change(error.text) != error.text
    return text, kept, changed


def _stand_in(error: BaseException, told: tuple[str, list[str], bool], made: dict[int, BaseException]) -> BaseException:
    kind, text = type(error), told[0]
    members: dict[str, Any] = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
    if isinstance(error, BaseExceptionGroup):
        inside = [made.get(id(one)) or RuntimeError(f"‹{type(one).__name__}›") for one in error.exceptions]
        new: BaseException = type(kind.__name__, (BaseExceptionGroup,), members)(text, inside)
    else:
        new = type(kind.__name__, (Exception,), {**members, "__str__": lambda _: text})(text)
    return new.with_traceback(error.__traceback__)
