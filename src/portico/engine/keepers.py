"""Who keeps something for visitors outside the stores, such as a cache with entries of their own."""

from __future__ import annotations

import threading
import weakref

from portico.call.context import Keeper


class Keepers:
    """Those to be told when a visitor leaves. They are not kept alive for that."""

    def __init__(self) -> None:
        self._known: weakref.WeakSet[Keeper] = weakref.WeakSet()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._known)

    def add(self, keeper: Keeper) -> None:
        """Tell one of every visitor that leaves from now on."""
        if keeper not in self._known:
            with self._lock:
                self._known.add(keeper)

    def forget(self, session: str) -> None:
        """Tell all of them that a visitor has left."""
        with self._lock:
            known = list(self._known)
        for keeper in known:
            keeper.forget(session)
