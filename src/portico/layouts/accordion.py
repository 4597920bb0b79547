"""Accordion: children behind a heading that opens and closes."""

from __future__ import annotations

from portico.graph.block import Visible
from portico.graph.event import Event
from portico.graph.layout import Layout


class Accordion(Layout):
    """Children behind a heading that opens and closes.

    Args:
        label: The heading.
        open: Whether it is open at first.
        height: Pixels, or a CSS length, of the open part; what does not fit scrolls.
        max_height: Most pixels, or a CSS length, of the open part.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
    """

    expand = Event()
    collapse = Event()

    def __init__(
        self,
        label: str | None = None,
        *,
        open: bool = True,
        height: int | str | None = None,
        max_height: int | str | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = None,
    ) -> None:
        self.label = label
        self.open = open
        self.height = height
        self.max_height = max_height
        super().__init__(
            visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip
