"""A number in a field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portico.components.numeric import check_range, received, rounded, shown
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.wire.codec import JSON


class Number(Component):
    """A field for a number. The function receives an int or a float, or None where the field is empty.

    Args:
        value: The number shown at first; a function is called at each page load.
        label: Its name.
        placeholder: Text shown while it is empty.
        info: A line of explanation under the label.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        interactive: Whether a visitor can write; None: where it is an input.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        buttons: Buttons of one's own, in its corner.
        precision: Decimals to round to, both ways; 0 gives an int. None rounds nothing.
        minimum: The least number a visitor may send.
        maximum: The greatest number a visitor may send.
        step: How far the field's arrows go.
    """

    in_form = True
    change = Event()
    input = Event()
    submit = Event()
    focus = Event()
    blur = Event()

    def __init__(
        self,
        value: float | Callable[..., Any] | None = None,
        *,
        label: str | None = None,
        placeholder: str | None = None,
        info: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        interactive: bool | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        buttons: list[Any] | None = None,
        precision: int | None = None,
        minimum: float | None = None,
        maximum: float | None = None,
        step: float = 1,
    ) -> None:
        self.placeholder = placeholder
        self.buttons = buttons or []
        self.precision = precision
        self.minimum = minimum
        self.maximum = maximum
        self.step = step
        super().__init__(
            value, label=label, info=info, every=every, inputs=inputs, show_label=show_label, container=container,
            scale=scale, min_width=min_width, interactive=interactive, visible=visible, elem_id=elem_id,
            elem_classes=elem_classes, render=render, key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def preprocess(self, payload: JSON) -> float | int | None:
        """Return the number, rounded; None for an empty field."""
        if payload is None:
            return None
        number = received(payload, "Number")
        self.raise_if_out_of_bounds(number, self.minimum, self.maximum)
        return rounded(number, self.precision)

    def postprocess(self, value: Any) -> float | int | None:
        """Return the number, rounded; None and NaN leave the field empty."""
        number = shown(value, "Number")
        return None if number is None else rounded(number, self.precision)

    @staticmethod
    def round_to_precision(num: float, precision: int | None) -> float | int:
        """Return a number rounded to so many decimals.

        Args:
            num: The number.
            precision: Decimals; 0 gives an int, None the number as it is.
        """
        return rounded(num, precision)

    @staticmethod
    def raise_if_out_of_bounds(num: float, minimum: float | None, maximum: float | None) -> None:
        """Raise an error for the visitor where a number lies outside the bounds.

        Args:
            num: The number.
            minimum: The least that is allowed; None for no bound.
            maximum: The greatest that is allowed; None for no bound.
        """
        check_range(num, minimum, maximum, "Number")

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "integer" if self.precision == 0 else "number"}

    def example_value(self) -> float | int:
        """Return a value for documentation: 3, or what the bounds allow."""
        if self.minimum is not None:
            return rounded(self.minimum, self.precision)
        return 3 if self.maximum is None else min(3, rounded(self.maximum, self.precision))

    def process_example(self, value: Any) -> float | int | None:
        """Return the number as a table of examples shows it."""
        return self.postprocess(value)
