"""Yes or no."""

from __future__ import annotations

from collections.abc import Callable
from reprlib import repr as brief
from typing import Any

from portico.errors import InvalidPayload
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.wire.codec import JSON


class Checkbox(Component):
    """A box to tick. The function receives True or False.

    Args:
        value: Whether it is ticked at first; a function is called at each page load.
        label: Its name, beside the box.
        info: A line of explanation.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        interactive: Whether a visitor can tick it; None: where it is an input.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        buttons: Buttons of one's own, in its corner.
    """

    in_form = True
    change = Event()
    input = Event()
    select = Event()

    def __init__(
        self,
        value: bool | Callable[..., Any] = False,
        *,
        label: str | None = None,
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
    ) -> None:
        self.buttons = buttons or []
        super().__init__(
            value, label=label, info=info, every=every, inputs=inputs, show_label=show_label, container=container,
            scale=scale, min_width=min_width, interactive=interactive, visible=visible, elem_id=elem_id,
            elem_classes=elem_classes, render=render, key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def empty_value(self) -> bool:
        """Return False: a box without a value is not ticked."""
        return False

    def preprocess(self, payload: JSON) -> bool | None:
        """Return whether it is ticked; 0 and 1 count as False and True."""
        if payload is None or isinstance(payload, bool):
            return payload
        if payload in (0, 1):
            return bool(payload)
        raise InvalidPayload(f"Checkbox expects true or false, got {brief(payload)}.")

    def postprocess(self, value: Any) -> bool:
        """Return whether the value is true."""
        return bool(value)

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "boolean"}

    def example_value(self) -> bool:
        """Return a value for documentation."""
        return True

    def process_example(self, value: Any) -> bool:
        """Return what a table of examples shows."""
        return bool(value)
