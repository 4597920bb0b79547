"""Tabs, and the Tab that stands in them."""

from __future__ import annotations

from typing import Literal

from portico.graph.block import Visible
from portico.graph.event import Event
from portico.graph.layout import Layout


class Tabs(Layout):
    """A row of headings of which one is chosen. `Tab`s that stand side by side are gathered in one by themselves.

    Args:
        selected: The `id` of the tab that is open at first; default: the first.
        overflow_behavior: What happens to headings that do not fit: "menu" or "wrap".
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
    """

    change = Event()
    select = Event()

    def __init__(
        self,
        *,
        selected: int | str | None = None,
        overflow_behavior: Literal["menu", "wrap"] = "menu",
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = None,
    ) -> None:
        self.selected = selected
        self.overflow_behavior = overflow_behavior
        super().__init__(
            visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip


class Tab(Layout):
    """One page of several; only the chosen one is shown.

    Args:
        label: The heading.
        visible: True, False (neither heading nor content) or "hidden" (in the page, not shown).
        interactive: Whether it can be chosen.
        id: What `Tabs(selected=…)` calls it.
        alignment: On which side of the row the heading stands: "left" or "right".
        elem_id: The content's id; the heading's is the same with "-button".
        elem_classes: The content's classes.
        scale: How much of the height its content takes in a page that fills the window.
        height: Pixels, or a CSS length, of the content; what does not fit scrolls.
        max_height: Most pixels, or a CSS length, of the content.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        render_children: Whether the content is in the page before the tab was ever opened.
    """

    view = "tabitem"
    select = Event()

    def __init__(
        self,
        label: str | None = None,
        visible: Visible = True,
        interactive: bool = True,
        *,
        id: int | str | None = None,
        alignment: Literal["left", "right"] = "left",
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        scale: int | None = None,
        height: int | str | None = None,
        max_height: int | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = None,
        render_children: bool = False,
    ) -> None:
        self.label = label
        self.interactive = interactive
        self.id = id
        self.alignment = alignment
        self.scale = scale
        self.height = height
        self.max_height = max_height
        self.render_children = render_children
        super().__init__(
            visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def wrapper(self) -> type[Tabs]:
        """Return the layout that must stand around it."""
        return Tabs
