"""What is said often is said sparingly: some lines at once, a few each second, and how many were left out."""

from __future__ import annotations

import time
from collections.abc import Callable


class Sparing:
    """Counts lines, and says which are written.

    Args:
        burst: Lines that may come at once.
        rate: Lines a second, after that.
        clock: Seconds that never go back.
    """

    def __init__(self, burst: int = 20, rate: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._rate = rate
        self._clock = clock
        self._left = float(burst)
        self._at = clock()
        self._untold = 0

    def take(self) -> int | None:
        """Return how many lines were left out since the last one; None where this one is to be left out too."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            self._untold += 1
            return None
        self._left -= 1
        untold, self._untold = self._untold, 0
        return untold


def also(untold: int) -> str:
    """Return the end of a line before which others were left out."""
    return f" ({untold} more like it were not logged)" if untold else ""
