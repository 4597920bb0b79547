"""One or several of many choices, in a list that opens."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from reprlib import repr as brief
from typing import Any, ClassVar, Literal

from portico.components.choices import check_type, chosen, many, pairs, plain, position, several, stranger
from portico.errors import BuildError, InvalidPayload, NotAccepted
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.wire.codec import JSON


class DefaultValue:
    """Stands for "the program gave no value", which for a Dropdown is not None."""

    def __repr__(self) -> str:
        return "the first choice"


DEFAULT_VALUE = DefaultValue()


class Dropdown(Component):
    """Choose one of many, or several of them, from a list that opens and can be searched by typing.

    The function receives the choice's value or its index, or None where nothing is chosen; with `multiselect`, a list.

    Args:
        choices: The choices: values, or (label, value) pairs.
        value: The choice at first, by its value; not given: the first choice, or none of several. None: none. A
            function is called at each page load.
        type: What the function receives: "value" or "index" (None for a value of the visitor's own).
        multiselect: Whether several can be chosen.
        allow_custom_value: Whether a visitor may enter a text that is not among the choices.
        max_choices: Most choices, with `multiselect`.
        num_choices_shown: Accepted; the list draws only the choices in view, and all can be scrolled to.
        filterable: Whether typing narrows the list.
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
        buttons: Buttons of one's own, in its corner.
    """

    in_form = True
    missing: ClassVar[dict[str, str]] = {
        "num_choices_shown": "no limit: the list draws only the choices in view, so all can be scrolled to"
    }
    change = Event()
    input = Event()
    select = Event()
    focus = Event()
    blur = Event()
    key_up = Event()

    def __init__(
        self,
        choices: Sequence[str | int | float | tuple[str, str | int | float]] | None = None,
        *,
        value: str | float | Sequence[str | int | float] | Callable[..., Any] | DefaultValue | None = DEFAULT_VALUE,
        type: Literal["value", "index"] = "value",
        multiselect: bool | None = None,
        allow_custom_value: bool = False,
        max_choices: int | None = None,
        num_choices_shown: int | None = 100,
        filterable: bool = True,
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
        check_type(type, "Dropdown")
        if max_choices is not None and max_choices < 1:
            raise BuildError(
                f"Dropdown(max_choices=…) is 1 or more, or None for no limit, not {max_choices}.", code="PE105"
            )
        if max_choices is not None and not multiselect and render:
            warnings.warn("Dropdown(max_choices=…) has no effect without multiselect=True.", stacklevel=2)
        if allow_custom_value and not filterable:
            if render:
                warnings.warn("Dropdown(allow_custom_value=True) is always filterable.", stacklevel=2)
            filterable = True
        self.choices = pairs(choices, "Dropdown")
        self.type: Literal["value", "index"] = type
        self.multiselect = multiselect
        self.allow_custom_value = allow_custom_value
        self.max_choices = max_choices
        self.num_choices_shown = num_choices_shown
        self.filterable = filterable
        self.buttons = buttons or []
        if isinstance(value, DefaultValue):
            value = [] if multiselect else self.choices[0][1] if self.choices else None
        super().__init__(
            value, label=label, info=info, every=every, inputs=inputs, show_label=show_label, container=container,
            scale=scale, min_width=min_width, interactive=interactive, visible=visible, elem_id=elem_id,
            elem_classes=elem_classes, render=render, key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip

    @property
    def chosen_by_author(self) -> bool:
        """Whether its values are texts of the program's own, of which a visitor can only choose."""
        return not self.allow_custom_value

    def preprocess(self, payload: JSON) -> Any:
        """Return the choice's value or index; None, or an empty list, where nothing is chosen."""
        if not self.multiselect:
            empty = payload is None or payload == [] or (payload == "" and not self.allow_custom_value)
            return None if empty and position(payload, self.choices) is None else self._received(payload)
        payloads = several(payload, "Dropdown")
        if self.max_choices is not None and len(payloads) > self.max_choices:
            raise NotAccepted(
                f"Dropdown expects at most {self.max_choices} choices, got {len(payloads)} (max_choices)."
            )
        return [self._received(one) for one in payloads]

    def _received(self, payload: JSON) -> Any:
        if self.allow_custom_value and position(payload, self.choices) is None:
            if isinstance(payload, (list, dict)):
                raise InvalidPayload(f"Dropdown expects one value, got {brief(payload)}.")
            return None if self.type == "index" else payload
        return chosen(payload, self.choices, self.type, "Dropdown")

    def postprocess(self, value: Any) -> JSON:
        """Return the choice's value; with `multiselect`, a list, where one value alone is a list of one."""
        if value is None or not self.multiselect:
            return plain(value)
        return many(value)

    def refusal(self, payload: JSON) -> str | None:
        """Return why the page cannot show a value: it is not among the choices, or there are too many."""
        if payload is None:
            return None
        if not self.multiselect:
            if isinstance(payload, (list, tuple, set)) and position(payload, self.choices) is None:
                return f"Dropdown shows one value; {brief(payload)} is several. Give one, or multiselect=True."
            payload = [payload]
        elif self.max_choices is not None and len(payload) > self.max_choices:
            return f"Dropdown takes {self.max_choices} choices at most, not {len(payload)}: {brief(payload)}."
        return None if self.allow_custom_value else stranger(payload, self.choices, "Dropdown")

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        one = {"type": "string", "enum": [value for _, value in self.choices]}
        return {"type": "array", "items": one} if self.multiselect else one

    def example_value(self) -> Any:
        """Return a value for documentation: the first choice."""
        first = [value for _, value in self.choices[:1]]
        return first if self.multiselect else next(iter(first), None)

    def process_example(self, value: Any) -> JSON:
        """Return the choice's value, or a list of them, whose labels a table of examples shows."""
        return self.postprocess(value)
