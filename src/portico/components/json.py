"""Structured data as a tree. The file has the component's name; it does not use the standard library's module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from portico.errors import ResultError
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.lang.growing import Growing
from portico.media.array import to_json
from portico.wire import codec


class JSON(Component):
    """Data that can be folded and copied. The function receives what JSON holds: dict, list, str, number, bool or None.

    Args:
        value: The data shown at first: anything JSON can hold, arrays, dataclasses, or text that is JSON; a function is
            called at each page load.
        label: Its name.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        open: Whether all levels are unfolded at first.
        show_indices: Whether elements of lists show their number.
        height: Pixels, or a CSS length; longer data scrolls.
        max_height: The same, at most.
        min_height: The same, at least.
        buttons: "copy", and Buttons of one's own, in its corner; default: copy.
    """

    blocking = True
    change = Event()

    def __init__(
        self,
        value: str | dict[Any, Any] | list[Any] | Callable[..., Any] | None = None,
        *,
        label: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        open: bool = False,
        show_indices: bool = False,
        height: int | str | None = None,
        max_height: int | str | None = 500,
        min_height: int | str | None = None,
        buttons: list[Literal["copy"] | Any] | None = None,
    ) -> None:
        self.open = open
        self.show_indices = show_indices
        self.height = height
        self.max_height = max_height
        self.min_height = min_height
        self.buttons = ["copy"] if buttons is None else buttons
        super().__init__(
            value, label=label, every=every, inputs=inputs, show_label=show_label, container=container, scale=scale,
            min_width=min_width, visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def postprocess(self, value: Any) -> codec.JSON:
        """Return the value as plain JSON; text is read as JSON."""
        if not isinstance(value, str):
            return to_json(value)
        try:
            return to_json(codec.decode(value))
        except ValueError as error:
            start = value if len(value) <= 40 else value[:40] + "…"
            raise ResultError(
                f"JSON shows data, or text that is valid JSON; it got the text {start!r}: {error}. "
                "To show text as it is, use a Textbox or Code.",
                code="PE303",
            ) from None

    def steps(self) -> Callable[[Any], codec.JSON]:
        """Return what turns the values of one run into payloads; only what changed in them is made anew."""
        grown = Growing(to_json).shown
        return lambda value: self.postprocess(value) if isinstance(value, str) else grown(value)

    def process_example(self, value: Any) -> codec.JSON:
        """Return how a value is shown in a table of examples."""
        return self.postprocess(value)

    def api_info(self) -> codec.JSON:
        """Return the JSON Schema of the payload."""
        return {"type": {}, "description": "any valid json"}

    def example_value(self) -> dict[str, str]:
        """Return a value for documentation."""
        return {"foo": "bar"}
