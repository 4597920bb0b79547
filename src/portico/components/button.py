"""A button."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.graph.files import NewFile
from portico.wire.codec import JSON
from portico.wire.files import InlineFile


class Button(Component):
    """Something to press; `click` runs a function. As an input, its value is its text.

    Args:
        value: Its text; a function is called at each page load.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives.
        variant: "primary" (the page's main action), "secondary", "stop" or "huggingface".
        size: "sm", "md" or "lg".
        icon: An image file or address shown before the text.
        link: An address to open instead of firing `click`.
        link_target: Where the link opens.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        interactive: Whether it can be pressed.
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
    """

    skip_api = True
    change = Event()
    click = Event()

    def __init__(
        self,
        value: str | Callable[..., Any] = "Run",
        *,
        every: Any = None,
        inputs: Any = None,
        variant: Literal["primary", "secondary", "stop", "huggingface"] = "secondary",
        size: Literal["sm", "md", "lg"] = "lg",
        icon: str | Path | None = None,
        link: str | None = None,
        link_target: Literal["_self", "_blank", "_parent", "_top"] = "_self",
        visible: Visible = True,
        interactive: bool = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        scale: int | None = None,
        min_width: int | None = None,
    ) -> None:
        self.variant = variant
        self.size = size
        self.icon: NewFile | InlineFile | None = None if icon is None else NewFile(str(icon), Path(str(icon)).name)
        self.link = link
        self.link_target = link_target
        super().__init__(
            value, every=every, inputs=inputs, scale=scale, min_width=min_width, interactive=interactive,
            visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def preprocess(self, payload: JSON) -> str:
        """Return the text."""
        return str(payload)

    def postprocess(self, value: Any) -> str:
        """Return the text."""
        return str(value)

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "string"}
