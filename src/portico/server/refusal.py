"""A request that is answered with a 4xx: raised anywhere in a route, turned into a reply by the boundary."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """What was asked is not done.

    Args:
        status: The reply's status.
        detail: What was expected and what came; a list of objects for a 422.
        plain: Whether clients expect the detail as text instead of JSON.
        headers: Further headers of the reply.
    """

    def __init__(
        self, status: int, detail: Any, *, plain: bool = False, headers: list[tuple[bytes, bytes]] | None = None
    ) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status
        self.detail = detail
        self.plain = plain
        self.headers = headers or []


def unreachable(index: int) -> Refusal:
    """Return the refusal of a private function, in the words of one for an index that does not exist."""
    return Refusal(404, f"There is no function with index {index}.")


class Departed(Exception):
    """The client closed the connection before it was answered; nobody is left to tell."""
