"""Hands for fields that are written into: texts, numbers, program text, sliders."""

from __future__ import annotations

from typing import Any

from portico.testing.hands.hand import Hand
from portico.testing.page.collect import ends, inside


class FieldHand(Hand):
    """Writes into a field, and leaves it."""

    main = "submit"

    def fill(self, value: Any, leave: bool = True) -> None:
        """Write a value in place of what is there.

        Args:
            value: What to write.
            leave: Whether the person goes elsewhere afterwards, which is a `blur`.
        """
        self.reach("fill")
        value = self.fitting(value)
        self.focus()
        self.node.input(value)
        if leave:
            self.leave()

    def fitting(self, value: Any) -> Any:
        """Return what the field then holds; raises NotPossible for what cannot be written into it."""
        if not isinstance(value, str):
            raise self.no("fill", f"it takes text, not {value!r}")
        return value

    def clear(self) -> None:
        """Empty it."""
        self.fill(self.fitting(""))

    def blur(self) -> None:
        """Leave it, where one is in it."""
        if self.page.focused is self.node:
            self.leave()


class TextHand(FieldHand):
    """Writes text."""

    def fitting(self, value: Any) -> Any:
        text = super().fitting(value)
        most = self.node.props.get("max_length")
        if most is not None and len(text) > most:
            raise self.no("fill", f"it takes {most} characters (max_length), not {len(text)}")
        return text

    def submit(self, value: str | None = None) -> None:
        """Press Enter in it, after writing something where it is given."""
        if value is not None:
            self.fill(value, leave=False)
        self.reach("submit")
        self.focus()
        self.node.emit("submit")

    def stop(self) -> None:
        """Press its stop button."""
        if not self.node.props.get("stop_btn"):
            raise self.no("stop", "it has no stop button now (stop_btn)")
        self.node.emit("stop")

    def select(self, start: int, end: int) -> None:
        """Mark a part of the text."""
        self.reach("select a part of")
        text = self.node.value or ""
        if not 0 <= start < end <= len(text):
            raise self.no("select that part of", f"its text has {len(text)} characters")
        self.focus()
        self.node.emit("select", {"index": [start, end], "value": text[start:end]})


class NumberHand(FieldHand):
    """Writes a number."""

    def fitting(self, value: Any) -> Any:
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise self.no("fill", f"it takes a number, or None for nothing, not {value!r}")
        return value

    def clear(self) -> None:
        """Empty it."""
        self.fill(None)

    def submit(self, value: Any = None) -> None:
        """Press Enter in it, after writing something where it is given."""
        if value is not None:
            self.fill(value, leave=False)
        self.reach("submit")
        self.focus()
        self.node.emit("submit")


class CodeHand(FieldHand):
    """Writes program text."""


class SliderHand(Hand):
    """Moves a slider."""

    main = "fill"

    def fill(self, value: Any) -> None:
        """Move it to a number, and let go."""
        self.reach("move")
        least, most = ends(self.node)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
            raise self.no("move", f"it goes from {least} to {most}, and has no {value!r}")
        self.focus()
        self.node.input(value)
        self.node.emit("release", inside(self.node))

    def clear(self) -> None:
        """Press its reset button."""
        buttons = self.node.props.get("buttons")
        if buttons is not None and "reset" not in buttons:
            raise self.no("reset", "it has no reset button")
        self.fill(ends(self.node)[0] if self.node.first is None else self.node.first)
