"""Timer: what makes the page call a function again and again. A component with `every=` has one made for it, so it
stands beside Component and not among the components, which offer it to programs."""

from __future__ import annotations

import math
from reprlib import repr as brief
from typing import Any

from portico.errors import InvalidPayload
from portico.graph.component import Component
from portico.graph.event import Event
from portico.wire.codec import JSON


class Timer(Component):
    """Ticks in the visitor's browser every so many seconds; it has no element of its own.

    Args:
        value: Seconds between two ticks, above 0.
        active: Whether it ticks; return `gr.Timer(active=False)` from a function to stop it.
        render: Whether to place it where it is created.
    """

    placed = False
    change = Event()
    tick = Event(show_progress="hidden")

    def __init__(self, value: float = 1, *, active: bool = True, render: bool = True) -> None:
        self.active = active
        super().__init__(value, render=render)

    def preprocess(self, payload: JSON) -> float | None:
        """Return the seconds between two ticks."""
        if payload is not None and not is_number(payload):
            raise InvalidPayload(f"Timer expects seconds, got {brief(payload)}.")
        return payload

    def refusal(self, payload: JSON) -> str | None:
        """Return why it cannot tick so: not a number of seconds above 0."""
        if payload is None or (is_number(payload) and payload > 0):
            return None
        return f"Timer ticks every so many seconds, a number above 0, not {payload!r}."

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "number"}

    def example_value(self) -> float:
        """Return a value for documentation."""
        return 1


def is_number(value: Any) -> bool:
    """Whether a value is a finite number; True is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
