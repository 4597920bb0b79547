"""Figures of Matplotlib, Plotly, Altair and Bokeh as what the page draws.

A figure is recognised by its class; no plotting library is imported for it. Matplotlib figures are drawn on a canvas
of their own, so that threads drawing at once do not meet in pyplot.
"""

from __future__ import annotations

import io
import json
import sys
from types import ModuleType
from typing import Any, cast

from portico.errors import ResultError
from portico.media import data_url
from portico.media.origin import comes_from

FORMATS = {
    "webp": "image/webp",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "avif": "image/avif",
    "svg": "image/svg+xml",
}


def encode(figure: Any, format: str = "webp") -> dict[str, str]:
    """Return a figure as the wire carries it.

    Args:
        figure: A Matplotlib figure or axes, `matplotlib.pyplot` itself (its current figure), or a figure of Plotly,
            Altair, Bokeh or seaborn. A figure that pyplot keeps is closed there, or pages that draw one per visit
            would fill the memory; it can still be drawn again.
        format: What a Matplotlib figure becomes: "webp", "png", "jpeg", "gif", "avif" or "svg".

    Returns:
        `{"type": "matplotlib", "plot": "data:image/webp;base64,…"}`; for the others, "plot" is their JSON.

    Raises:
        ResultError: The value is no figure, or the format is not one of these.
    """
    if isinstance(figure, ModuleType) and figure.__name__ == "matplotlib.pyplot":
        return _matplotlib(figure.gcf(), format, close=False)
    if comes_from(figure, "matplotlib") or comes_from(figure, "seaborn"):
        return _matplotlib(_figure_of(figure), format, close=True)
    if comes_from(figure, "plotly") and hasattr(figure, "to_json"):
        return {"type": "plotly", "plot": figure.to_json()}
    if comes_from(figure, "altair") and hasattr(figure, "to_json"):
        return {"type": "altair", "plot": figure.to_json(indent=None)}
    if comes_from(figure, "bokeh"):
        from bokeh.embed import json_item  # pyright: ignore[reportMissingImports]

        return {"type": "bokeh", "plot": json.dumps(json_item(cast("Any", figure)))}
    raise _no_figure(figure)


def _no_figure(value: Any) -> ResultError:
    hint = " An Image component shows pictures." if comes_from(value, "PIL") or comes_from(value, "numpy") else ""
    return ResultError(
        f"Expected a figure of Matplotlib, Plotly, Altair or Bokeh, got {type(value).__name__}.{hint}", code="PE303"
    )


def _figure_of(value: Any) -> Any:
    """Return the figure that axes, a part of a figure or a seaborn grid belong to."""
    figure: Any = getattr(value, "figure", None)
    if comes_from(figure, "matplotlib", "SubFigure"):
        figure = figure.figure
    if not hasattr(figure, "savefig"):
        raise _no_figure(value)
    return figure


def _matplotlib(figure: Any, format: str, *, close: bool) -> dict[str, str]:
    kind = FORMATS.get(format.lower())
    if kind is None:
        raise ResultError(
            f"Expected one of {', '.join(FORMATS)} as the format of a plot, got {format!r}.", code="PE303"
        )
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    own = figure.canvas
    buffer = io.BytesIO()
    try:
        FigureCanvasAgg(figure)  # takes the figure over, and with it the drawing
        figure.savefig(buffer, format=format.lower())
    finally:
        figure.set_canvas(own)
    pyplot = sys.modules.get("matplotlib.pyplot")
    if close and pyplot is not None and own.manager is not None:
        pyplot.close(figure)
    return {"type": "matplotlib", "plot": data_url.encode(buffer.getvalue(), kind)}
