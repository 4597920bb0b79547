"""Row: children side by side."""

from __future__ import annotations

from typing import Literal

from portico.graph.block import Visible
from portico.graph.layout import Layout


class Row(Layout):
    """Children side by side; they wrap where the page is too narrow.

    Args:
        variant: "default", "panel" (a grey ground) or "compact" (no gap).
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        scale: Its share where it stands in another row or a column that fills the page.
        render: Whether to place it where it is created.
        height: Pixels, or a CSS length; what does not fit scrolls.
        max_height: Most pixels, or a CSS length.
        min_height: Fewest pixels, or a CSS length.
        equal_height: Whether all children are as high as the highest.
        show_progress: Whether the row shows the progress of what runs for its children.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
    """

    def __init__(
        self,
        *,
        variant: Literal["default", "panel", "compact"] = "default",
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        scale: int | None = None,
        render: bool = True,
        height: int | str | None = None,
        max_height: int | str | None = None,
        min_height: int | str | None = None,
        equal_height: bool = False,
        show_progress: bool = False,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = None,
    ) -> None:
        self.variant = variant
        self.scale = scale
        self.height = height
        self.max_height = max_height
        self.min_height = min_height
        self.equal_height = equal_height
        self.show_progress = show_progress
        super().__init__(
            visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip
