"""The keyword arguments that every component takes, as a type: `**common: Unpack[ComponentOptions]`.

Gradio's own components list them one by one, because their order belongs to the contract; a new component need not.
"""

from __future__ import annotations

from typing import Any, TypedDict

from portico.graph.block import Visible


class ComponentOptions(TypedDict, total=False):
    """What `Component.__init__` takes besides the value."""

    label: str | None
    info: str | None
    show_label: bool | None
    container: bool
    scale: int | None
    min_width: int | None
    interactive: bool | None
    visible: Visible
    elem_id: str | None
    elem_classes: list[str] | str | None
    render: bool
    key: int | str | tuple[int | str, ...] | None
    preserved_by_key: list[str] | str | None
    every: Any
    inputs: Any
