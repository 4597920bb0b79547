"""Whose a session is: its name alone opens nothing.

The first who uses a session makes it theirs: a login's for that login's name, a browser's for the cookie it carries. A
session that came without either belongs to whoever knows its name, as API clients without cookies expect.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from portico.server.refusal import Refusal

CAPACITY = 20_000
YOUNG = 60.0
"""Seconds within which a session may not have shown yet that it lives."""
FOREIGN = "This session belongs to another visitor. Reload the page to begin one of your own."


class _Owner(NamedTuple):
    user: str | None
    reader: str
    began: int


class Bindings:
    """Owners by session.

    Args:
        capacity: How many are kept before those whose sessions are over are forgotten; none that lives ever is.
        clock: Seconds that only grow.
    """

    def __init__(self, capacity: int = CAPACITY, clock: Callable[[], float] = time.monotonic) -> None:
        self.capacity = capacity
        self._clock = clock
        self._room = capacity
        self._owners: dict[str, _Owner | int] = {}
        """Of a session that belongs to whoever knows its name, only the second in which it began: there are many."""
        self._second = 0

    def __len__(self) -> int:
        return len(self._owners)

    def check(self, session: str, user: str | None, reader: str) -> bool:
        """Let the owner of a session pass, and make a new session theirs; raises Refusal for anybody else.

        Args:
            session: Which.
            user: The name that is logged in; None where there is no login.
            reader: The browser's cookie; empty where there is none.

        Returns:
            Whether it is time to look which sessions are over.
        """
        known = self._owners.get(session)
        if known is None:
            began = self._now()
            self._owners[session] = began if user is None and not reader else _Owner(user, reader, began)
            return len(self._owners) > self._room
        owner, proof = (None, "") if isinstance(known, int) else known[:2]
        if owner != user or (proof and proof != reader):
            raise Refusal(403, FOREIGN)
        return False

    def _now(self) -> int:
        # All that begin within a second share one number.
        if (second := int(self._clock())) != self._second:
            self._second = second
        return self._second

    def tidy(self, alive: Callable[[str], bool]) -> None:
        """Forget the owners of sessions that are over.

        Args:
            alive: Whether something of a session is left.
        """
        now = self._clock()
        for session, known in list(self._owners.items()):
            began = known if isinstance(known, int) else known.began
            if now - began > YOUNG and not alive(session):
                del self._owners[session]
        # Where all of them live, the next look comes when there are twice as many.
        self._room = max(self.capacity, 2 * len(self._owners))
