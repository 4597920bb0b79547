"""One of several choices, all in view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from portico.components.choices import check_type, chosen, pairs, plain, stranger
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.wire.codec import JSON


class Radio(Component):
    """Choose one of several. The function receives the choice's value or its index, or None where nothing is chosen.

    Args:
        choices: The choices: values, or (label, value) pairs.
        value: The choice at first, by its value; None: none. A function is called at each page load.
        type: What the function receives: "value" or "index".
        label: Its name.
        info: A line of explanation under the label.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        interactive: Whether a visitor can choose; None: where it is an input.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        rtl: Whether it runs from right to left.
        buttons: Buttons of one's own, in its corner.
    """

    in_form = True
    select = Event()
    change = Event()
    input = Event()

    def __init__(
        self,
        choices: Sequence[str | int | float | tuple[str, str | int | float]] | None = None,
        *,
        value: str | float | Callable[..., Any] | None = None,
        type: Literal["value", "index"] = "value",
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
        rtl: bool = False,
        buttons: list[Any] | None = None,
    ) -> None:
        check_type(type, "Radio")
        self.choices = pairs(choices, "Radio")
        self.type: Literal["value", "index"] = type
        self.rtl = rtl
        self.buttons = buttons or []
        super().__init__(
            value, label=label, info=info, every=every, inputs=inputs, show_label=show_label, container=container,
            scale=scale, min_width=min_width, interactive=interactive, visible=visible, elem_id=elem_id,
            elem_classes=elem_classes, render=render, key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip

    @property
    def chosen_by_author(self) -> bool:
        """Whether its values are texts of the program's own, of which a visitor can only choose."""
        return True

    def preprocess(self, payload: JSON) -> Any:
        """Return the choice's value or index; None where nothing is chosen."""
        return None if payload is None else chosen(payload, self.choices, self.type, "Radio")

    def postprocess(self, value: Any) -> JSON:
        """Return the choice's value."""
        return plain(value)

    def refusal(self, payload: JSON) -> str | None:
        """Return why the page cannot show a value: it is not among the choices."""
        return None if payload is None else stranger([payload], self.choices, "Radio")

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "string", "enum": [value for _, value in self.choices]}

    def example_value(self) -> Any:
        """Return a value for documentation: the first choice."""
        return self.choices[0][1] if self.choices else None
