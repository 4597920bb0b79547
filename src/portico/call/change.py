"""Answers that say what changed: for a generator that knows it, and need not give the whole value again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portico.errors import ResultError


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the value that a generator yielded before.

    Args:
        path: Keys of dictionaries and indexes of lists, from the outermost; empty for the value itself.
        value: What stands there afterwards, or what is added to what stands there.
        adds: Whether it is added to a text, and does not take its place.
    """

    path: tuple[str | int, ...]
    value: Any
    adds: bool

    def __str__(self) -> str:
        """Say how the program asked for it."""
        where = f"[{', '.join(map(repr, self.path))}]"
        if self.adds:
            return f"gr.append(…, {where})" if self.path else "gr.append(…)"
        return f"gr.patch({where}, …)"


def append(text: str, path: Sequence[str | int] | str | int = ()) -> Change:
    """Yield more text for an output, instead of the whole text with the new piece at its end.

    The text is added to what the generator yielded last; the first one begins a new text. In a Chatbot it is added to
    the last text of the last message.

    Args:
        text: What is added.
        path: Where the text is in the value, as for `patch`; default: the value is the text.
    """
    if not isinstance(text, str):
        raise ResultError(
            f"gr.append adds a text (str), not {type(text).__name__}; to set any value: gr.patch.", code="PE308"
        )
    return Change(_steps(path), text, adds=True)


def patch(path: Sequence[str | int] | str | int, value: Any) -> Change:
    """Yield a new value for one place of an output's value, instead of the whole value.

    The place is in the value that the generator yielded last, in the form in which a function receives it: the messages
    of a Chatbot hold a list of parts, a Dataframe is `{"headers": […], "data": [[…], …]}`. An index behind the last
    element of a list adds one, as does a key that is not in a dictionary; -1 is the last element.

    Args:
        path: A key or an index, or a list of them from the outermost: `["data", 3, 1]`, `[-1, "content"]`.
        value: What stands there afterwards.
    """
    return Change(_steps(path), value, adds=False)


def _steps(path: Any) -> tuple[str | int, ...]:
    steps: tuple[Any, ...] = tuple(path) if isinstance(path, (list, tuple)) else (path,)
    for step in steps:
        if not isinstance(step, (str, int)) or isinstance(step, bool):
            raise ResultError(
                f"A path is made of keys (str) and indexes (int), such as ['data', 3]; got {path!r:.80}.", code="PE308"
            )
    return steps
