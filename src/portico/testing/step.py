"""What a listener showed at one moment, while it ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Args:
        listener: The listener's number.
        values: What its outputs held then, in the listener's order.
    """

    listener: int
    values: tuple[Any, ...]

    @property
    def value(self) -> Any:
        """What its first output held."""
        return self.values[0] if self.values else None
