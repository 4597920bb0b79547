"""Renewed: a list made of an earlier one, so that the two need not be compared element by element."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self


class Renewed(list[Any]):
    """A list that may know of which earlier one it was made, and where its elements are other objects than there.

    Args:
        elements: Its elements.
    """

    __slots__ = ("fresh", "me", "origin")

    def __init__(self, elements: Iterable[Any] = ()) -> None:
        super().__init__(elements)
        # Names for lists: a list that held the one before it would keep all there ever were.
        self.me = object()
        self.origin: object = None
        self.fresh: list[int] = []
        """Where other elements stand than in the list it was made of, behind that one's end too."""

    @classmethod
    def of(cls, before: list[Any], length: int | None = None) -> Self:
        """Return a list with an earlier one's elements; from then on neither may change but by `put`.

        Args:
            before: The earlier list.
            length: How many of its elements are taken; default: all.
        """
        found = cls(before if length is None or length >= len(before) else before[:length])
        if isinstance(before, Renewed):
            found.origin = before.me
        return found

    def put(self, at: int, element: Any) -> None:
        """Put an element in a place, or behind the last."""
        self.fresh.append(at)
        if at == len(self):
            self.append(element)
        else:
            self[at] = element

    def go_on(self) -> None:
        """Become the next list: what was in it so far is the earlier one, of which nobody may need the elements."""
        self.origin, self.me, self.fresh = self.me, object(), []

    def forget(self) -> None:
        """Know no more of an earlier list."""
        self.origin = None

    def is_of(self, before: object) -> bool:
        """Whether it was made of a list, and of no other."""
        return isinstance(before, Renewed) and before.me is self.origin


class Renewing:
    """Makes one Renewed after another of a list that changes here and there; each stays as it is.

    Each costs a copy of pointers. It is taken of a plain list, of which the interpreter makes it at twice the speed.

    Args:
        elements: The list's elements at first.
    """

    __slots__ = ("_elements", "_fresh", "_last")

    def __init__(self, elements: Iterable[Any] = ()) -> None:
        self._elements = [*elements]
        self._fresh: list[int] = []
        self._last: object = None

    def __len__(self) -> int:
        return len(self._elements)

    def __getitem__(self, at: int) -> Any:
        return self._elements[at]

    def put(self, at: int, element: Any) -> None:
        """Put an element in a place, or behind the last."""
        self._fresh.append(at)
        if at == len(self._elements):
            self._elements.append(element)
        else:
            self._elements[at] = element

    def given(self) -> Renewed:
        """Return the list as it is now; it knows the one that was returned before."""
        found = Renewed(self._elements)
        found.origin, found.fresh = self._last, self._fresh
        self._last, self._fresh = found.me, []
        return found
