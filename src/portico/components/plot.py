"""A figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from portico.errors import BuildError, InvalidPayload
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.lang.signature import nearest
from portico.media.plot import FORMATS, encode
from portico.wire.codec import JSON

KINDS = ("altair", "bokeh", "plotly", "matplotlib")


@dataclass(frozen=True)
class PlotData:
    """A figure as it stands on the page.

    Args:
        type: The library that drew it: "matplotlib", "plotly", "altair" or "bokeh".
        plot: A picture as `data:` address for Matplotlib, else the figure as JSON text.
    """

    type: str
    plot: str


class Plot(Component):
    """A figure of Matplotlib, Plotly, Altair or Bokeh. As an input it receives a `PlotData`.

    Args:
        value: The figure shown at first; a function is called at each page load.
        format: What a Matplotlib figure becomes: "webp", "png", "jpeg", "gif", "avif" or "svg".
        label: Its name, also the picture's description for screen readers.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        buttons: Buttons of one's own, in its corner.
    """

    missing: ClassVar[dict[str, str]] = {
        "value": "Matplotlib is drawn; figures of Plotly, Altair and Bokeh reach the clients, and the page says so",
    }
    blocking = True
    change = Event()

    def __init__(
        self,
        value: Any | Callable[..., Any] | None = None,
        *,
        format: str = "webp",
        label: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        buttons: list[Any] | None = None,
    ) -> None:
        if format.lower() not in FORMATS:
            hint = nearest(format, FORMATS)
            raise BuildError(f"Plot(format=…) is one of {', '.join(FORMATS)}, not {format!r}.{hint}", code="PE104")
        self.format = format
        self.buttons = buttons or []
        super().__init__(
            value, label=label, every=every, inputs=inputs, show_label=show_label, container=container, scale=scale,
            min_width=min_width, visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def preprocess(self, payload: JSON) -> PlotData | None:
        """Return the figure as it stands on the page."""
        if payload is None:
            return None
        kind: Any = payload.get("type") if isinstance(payload, dict) else None
        plot: Any = payload.get("plot") if isinstance(payload, dict) else None
        if kind not in KINDS or not isinstance(plot, str):
            raise InvalidPayload('Expected a figure as {"type": "matplotlib", "plot": "data:…"}.')
        return PlotData(str(kind), plot)

    def postprocess(self, value: Any) -> JSON:
        """Return the figure as the page draws it."""
        if value is None:
            return None
        if isinstance(value, PlotData):
            return {"type": value.type, "plot": value.plot}
        return encode(value, self.format)

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {
            "properties": {
                "type": {"enum": list(KINDS), "title": "Type", "type": "string"},
                "plot": {"title": "Plot", "type": "string"},
            },
            "required": ["type", "plot"],
            "title": "PlotData",
            "type": "object",
            "additional_description": None,
        }
