"""A button that gives a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from portico.components import filepayload
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.graph.files import NewFile
from portico.wire.codec import JSON
from portico.wire.files import FileData


class DownloadButton(Component):
    """A button that saves its file on the visitor's computer. As an input, the function receives the file's path.

    Args:
        label: Its text.
        value: The path or address of the file; a function is called at each page load.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        variant: "primary" (the page's main action), "secondary" or "stop".
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        size: "sm", "md" or "lg".
        icon: An image file or address shown before the text.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        interactive: Whether it can be pressed.
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
    """

    carries_files = True
    blocking = True
    change = Event()
    click = Event()

    def __init__(
        self,
        label: str = "Download",
        value: str | Path | Callable[..., Any] | None = None,
        *,
        every: Any = None,
        inputs: Any = None,
        variant: Literal["primary", "secondary", "stop"] = "secondary",
        visible: Visible = True,
        size: Literal["sm", "md", "lg"] = "lg",
        icon: str | None = None,
        scale: int | None = None,
        min_width: int | None = None,
        interactive: bool = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
    ) -> None:
        self.variant = variant
        self.size = size
        self.icon = None if icon is None else NewFile(str(icon), Path(str(icon)).name)
        super().__init__(
            value, label=label, every=every, inputs=inputs, scale=scale, min_width=min_width, interactive=interactive,
            visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def preprocess(self, payload: Any) -> str | None:
        """Return the path of the file it holds."""
        return None if payload is None else str(filepayload.received(payload, "DownloadButton"))

    def postprocess(self, value: Any) -> NewFile | None:
        """Return the file at a path."""
        return None if value is None else filepayload.offered(value, "DownloadButton")

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return filepayload.file_schema()

    def api_info_as_input(self) -> JSON:
        """Return the JSON Schema of what may be sent."""
        return filepayload.file_schema(note=filepayload.NOTE)

    def example_payload(self) -> FileData:
        """Return a payload for the API page."""
        return filepayload.example("document.pdf")

    def example_value(self) -> str:
        """Return a value for documentation."""
        return "document.pdf"

    def process_example(self, value: Any) -> str:
        """Return the file's name."""
        return "" if value is None else filepayload.name_of(str(value))
