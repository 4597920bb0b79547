"""Parting: how it is told that a client has read an answer to its end, where that can be told.

A client that is asked to close the connection does so when it has read all of the answer, and Portico's own HTTP server
sees that. Another server closes the connection itself, and so does a proxy in between, before the client has read it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from portico.server.heads import heads_of
from portico.server.visit import Visit

FORWARDED = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-proto", b"x-real-ip"})
"""What says that a proxy asks, for somebody else."""


class Parting(Protocol):
    """An answer of Portico's own server; see `Cycle`."""

    def part(self) -> bool:
        """Ask the client to close the connection after the answer; return whether that will be told."""
        ...

    def when_parted(self, tell: Callable[[], None]) -> None:
        """Call a function when it has."""
        ...


def parting(visit: Visit) -> Parting | None:
    """Ask a client, before it is answered, to close the connection after the answer; None where that is not told."""
    answer = getattr(visit.receive, "__self__", None)
    if not hasattr(answer, "when_parted") or not FORWARDED.isdisjoint(heads_of(visit.scope)):
        return None
    found = cast("Parting", answer)
    return found if found.part() else None
