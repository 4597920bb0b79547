"""A request's headers by name: looked through once, however many ask."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

KEPT = "portico.heads"


class Heads(dict[bytes, bytes]):
    """The first header of each name.

    Args:
        headers: All headers, in order.
    """

    __slots__ = ("headers", "unique")

    def __init__(self, headers: list[tuple[bytes, bytes]]) -> None:
        super().__init__(reversed(headers))
        self.headers = headers
        self.unique = len(self) == len(headers)
        """Whether no name comes twice."""


def heads_of(scope: MutableMapping[str, Any]) -> Heads:
    """Return a request's headers by name. What they are was worked out once, unless the scope got others since."""
    found: Heads | None = scope.get(KEPT)
    if found is None or found.headers is not scope["headers"]:
        found = scope[KEPT] = Heads(scope["headers"])
    return found
