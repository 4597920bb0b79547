"""The time of a simulated page, which passes only when a test says so."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from portico.testing.page.node import Node


class Clock:
    """What time it is, and which timers tick when."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: dict[int, tuple[float, Node]] = {}

    def set(self, timer: Node) -> None:
        """Start a timer anew, or stop it, as its properties say now."""
        self._due.pop(timer.id, None)
        period = _period(timer)
        if timer.props.get("active") is not False and period > 0:
            self._due[timer.id] = (self.now + period, timer)

    def forget(self, known: AbstractSet[int]) -> None:
        """Let go of timers that are no more."""
        self._due = {number: due for number, due in self._due.items() if number in known}

    def pass_to(self, end: float) -> Iterator[Node]:
        """Let time pass; yield each timer when it ticks, and go on when it has."""
        while self._due:
            due, timer = min(self._due.values(), key=lambda pair: pair[0])
            if due > end:
                break
            self.now = due
            self._due[timer.id] = (due + _period(timer), timer)
            yield timer
        self.now = end


def _period(timer: Node) -> float:
    value = timer.value
    return float(value) if isinstance(value, (int, float)) else 0.0
