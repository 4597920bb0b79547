"""A conversation that goes on behind messages which nobody changes any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self


class Continued(list[Any]):
    """Messages, of which the first ones are settled: whoever showed them once need not look at them again.

    A program's own messages never are, for it may change each of them in place.

    Args:
        settled: The first messages: a list that changes no more, and nothing in it either.
        more: Those behind them, which may change.
    """

    __slots__ = ("settled",)

    def __init__(self, settled: list[Any], more: Iterable[Any] = ()) -> None:
        super().__init__(settled)
        self.extend(more)
        self.settled = settled

    def by(self, more: Iterable[Any]) -> Self:
        """Return this list with other messages behind the settled ones. A copy would cost more, the longer it is."""
        self[len(self.settled) :] = more
        return self

    def __reduce_ex__(self, _: Any) -> Any:
        """Return a plain list in a copy and in another process: nothing there is known to be settled."""
        return list, (list(self),)
