"""Formatted text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

from portico.components.words import words
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.lang.dedent import cleaned
from portico.wire.codec import JSON

MATH: list[dict[str, str | bool]] = [{"left": "$$", "right": "$$", "display": True}]
"""What marks a formula where the program says nothing."""


class Markdown(Component):
    """Text with Markdown formatting. The function receives and returns a str.

    A result is de-indented and trimmed, so that a text in triple quotes may be indented like the code around it.

    Args:
        value: The text shown at first; a function is called at each page load.
        label: Its name for the API and for screen readers; it is not shown.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Accepted for the sake of Gradio's programs; the label of a text is never shown.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        rtl: Whether text runs from right to left.
        latex_delimiters: What marks a formula; formulas are shown as they are written.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        sanitize_html: Whether HTML in the text is cleaned of scripts; turn it off only for text of your own.
        line_breaks: Whether a single line end is a line break.
        header_links: Whether headings carry a link to themselves.
        height: Pixels, or a CSS length; longer text scrolls.
        max_height: The same, at most.
        min_height: The same, at least.
        buttons: `["copy"]` shows a button that copies the text.
        container: Whether it has a frame.
        padding: Whether it has padding.
    """

    missing: ClassVar[dict[str, str]] = {
        "latex_delimiters": "accepted; formulas are shown as they are written",
    }
    change = Event()
    copy = Event()

    def __init__(
        self,
        value: str | Callable[..., Any] | None = None,
        *,
        label: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        scale: int | None = None,
        min_width: int | None = None,
        rtl: bool = False,
        latex_delimiters: list[dict[str, str | bool]] | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        sanitize_html: bool = True,
        line_breaks: bool = False,
        header_links: bool = False,
        height: int | str | None = None,
        max_height: int | str | None = None,
        min_height: int | str | None = None,
        buttons: list[Literal["copy"]] | None = None,
        container: bool = False,
        padding: bool = False,
    ) -> None:
        self.rtl = rtl
        self.latex_delimiters = MATH if latex_delimiters is None else latex_delimiters
        self.sanitize_html = sanitize_html
        self.line_breaks = line_breaks
        self.header_links = header_links
        self.height = height
        self.max_height = max_height
        self.min_height = min_height
        self.buttons = buttons
        self.padding = padding
        super().__init__(
            value, label=label, every=every, inputs=inputs, show_label=bool(show_label), container=container,
            scale=scale, min_width=min_width, visible=visible, elem_id=elem_id, elem_classes=elem_classes,
            render=render, key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def preprocess(self, payload: JSON) -> str | None:
        """Return the text."""
        return None if payload is None else str(payload)

    def postprocess(self, value: Any) -> str | None:
        """Return the text without the indentation of the code it was written in."""
        return None if value is None else cleaned(words(value, type(self).__name__))

    def process_example(self, value: Any) -> str | None:
        """Return how a value is shown in a table of examples."""
        return self.postprocess(value)

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "string"}

    def example_value(self) -> str:
        """Return a value for documentation."""
        return "# Hello!"
