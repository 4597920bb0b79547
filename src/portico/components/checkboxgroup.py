"""Any of several choices, all in view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from portico.components.choices import check_type, chosen, many, pairs, several, stranger
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.wire.codec import JSON


class CheckboxGroup(Component):
    """Choose any of several. The function receives a list of the choices' values or indices.

    Args:
        choices: The choices: values, or (label, value) pairs.
        value: The choices at first, by their values; a function is called at each page load.
        type: What the function receives: "value" or "index".
        label: Its name.
        info: A line of explanation under the label.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        show_select_all: Whether the label carries a box that ticks all, or none.
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
        buttons: Buttons of one's own, in its corner.
    """

    in_form = True
    change = Event()
    input = Event()
    select = Event()

    def __init__(
        self,
        choices: Sequence[str | int | float | tuple[str, str | int | float]] | None = None,
        *,
        value: Sequence[str | float | int] | str | float | Callable[..., Any] | None = None,
        type: Literal["value", "index"] = "value",
        label: str | None = None,
        info: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        show_select_all: bool = False,
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
        check_type(type, "CheckboxGroup")
        self.choices = pairs(choices, "CheckboxGroup")
        self.type: Literal["value", "index"] = type
        self.show_select_all = show_select_all
        self.buttons = buttons or []
        super().__init__(
            value, label=label, info=info, every=every, inputs=inputs, show_label=show_label, container=container,
            scale=scale, min_width=min_width, interactive=interactive, visible=visible, elem_id=elem_id,
            elem_classes=elem_classes, render=render, key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def empty_value(self) -> list[JSON]:
        """Return the empty list."""
        return []

    @property
    def chosen_by_author(self) -> bool:
        """Whether its values are texts of the program's own, of which a visitor can only choose."""
        return True

    def preprocess(self, payload: JSON) -> list[Any]:
        """Return the choices' values or indices."""
        return [chosen(one, self.choices, self.type, "CheckboxGroup") for one in several(payload, "CheckboxGroup")]

    def postprocess(self, value: Any) -> list[JSON]:
        """Return the choices' values as a list; one value alone is a list of one."""
        return many(value)

    def refusal(self, payload: JSON) -> str | None:
        """Return why the page cannot show the values: one is not among the choices."""
        return stranger(payload, self.choices, "CheckboxGroup")

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "array", "items": {"type": "string", "enum": [value for _, value in self.choices]}}

    def example_value(self) -> list[Any]:
        """Return a value for documentation: the first choice."""
        return [value for _, value in self.choices[:1]]

    def process_example(self, value: Any) -> list[JSON]:
        """Return the choices' values as a list, whose labels a table of examples shows."""
        return many(value)
