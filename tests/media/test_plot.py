"""Figures as what the page draws."""

from __future__ import annotations

import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from portico.errors import ResultError
from portico.media import data_url, plot

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def pyplot() -> Iterator[Any]:
    mpl.use("agg")
    import matplotlib.pyplot as plt

    plt.close("all")
    yield plt
    plt.close("all")


def picture(payload: dict[str, str]) -> Image.Image:
    assert payload["type"] == "matplotlib"
    content, mime = data_url.decode(payload["plot"])
    image = Image.open(io.BytesIO(content))
    assert mime == f"image/{image.format.lower()}"  # type: ignore[union-attr]
    return image.convert("RGBA")


def figure(color: str = "white") -> Figure:
    return Figure(figsize=(2, 1), facecolor=color)


@pytest.mark.parametrize(
    ("format", "start"),
    [
        ("webp", "data:image/webp;base64,"),
        ("png", "data:image/png;base64,"),
        ("jpeg", "data:image/jpeg;base64,"),
        ("jpg", "data:image/jpeg;base64,"),
        ("svg", "data:image/svg+xml;base64,"),
    ],
)
def test_a_figure_becomes_a_picture(format: str, start: str) -> None:
    payload = plot.encode(figure(), format)
    assert payload["plot"].startswith(start)
    if format != "svg":
        assert picture(payload).size == (200, 100)


def test_webp_unless_the_author_says_otherwise() -> None:
    assert plot.encode(figure())["plot"].startswith("data:image/webp;base64,")


def test_size_and_colour_are_the_figures_own() -> None:
    red = picture(plot.encode(Figure(figsize=(2, 1), dpi=50, facecolor="red"), "png"))
    assert (red.size, red.getpixel((0, 0))) == ((100, 50), (255, 0, 0, 255))
    assert picture(plot.encode(figure("none"), "png")).getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_a_figure_that_pyplot_keeps_is_closed_there(pyplot: Any) -> None:
    kept, axes = pyplot.subplots()
    axes.plot([1, 2])
    other = pyplot.figure()
    first = plot.encode(kept)
    assert pyplot.get_fignums() == [other.number]
    assert plot.encode(kept) == first  # it can still be drawn


def test_pyplot_itself_is_its_current_figure(pyplot: Any) -> None:
    pyplot.figure(figsize=(2, 1), facecolor="blue")
    assert picture(plot.encode(pyplot, "png")).getpixel((0, 0)) == (0, 0, 255, 255)
    assert len(pyplot.get_fignums()) == 1


def test_axes_stand_for_their_figure() -> None:
    whole = figure("red")
    for part in (whole.subplots(), whole.subfigures(1, 2)[0].subplots()):
        assert picture(plot.encode(part, "png")).getpixel((0, 0)) == (255, 0, 0, 255)


def test_a_class_derived_from_a_figure_counts() -> None:
    class Mine(Figure):
        pass

    assert picture(plot.encode(Mine(figsize=(2, 1)), "png")).size == (200, 100)


def test_the_figure_gets_its_canvas_back() -> None:
    drawn = figure()
    own = drawn.canvas
    plot.encode(drawn, "png")
    assert drawn.canvas is own


def test_threads_do_not_meet(pyplot: Any) -> None:
    def work(number: int) -> bool:
        color = (number / 255, 0.0, 0.0)
        return picture(plot.encode(Figure(figsize=(1, 1), facecolor=color), "png")).getpixel((0, 0)) == (
            number,
            0,
            0,
            255,
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(0, 256, 4)))
    assert pyplot.get_fignums() == []


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (3, "got int"),
        ("x", "got str"),
        (None, "got NoneType"),
        ({"type": "plotly"}, "got dict"),
        (Image.new("RGB", (2, 2)), "got Image. An Image component shows pictures"),
        (np.zeros(3), "got ndarray. An Image component shows pictures"),
        (mpl.colors.Normalize(), "got Normalize"),
    ],
    ids=lambda one: one if isinstance(one, str) else type(one).__name__,
)
def test_what_is_no_figure_cannot_be_drawn(value: Any, message: str) -> None:
    with pytest.raises(ResultError, match=f"Expected a figure of Matplotlib, Plotly, Altair or Bokeh, {message}"):
        plot.encode(value)


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ResultError, match="as the format of a plot, got 'pdf'"):
        plot.encode(figure(), "pdf")


def test_plotly() -> None:
    go = pytest.importorskip("plotly.graph_objects")
    payload = plot.encode(go.Figure(go.Bar(x=[1], y=[np.float64(2)])))
    assert payload["type"] == "plotly"
    assert json.loads(payload["plot"])["data"] == [{"x": [1], "y": [2.0], "type": "bar"}]


def test_altair() -> None:
    altair = pytest.importorskip("altair")
    pandas = pytest.importorskip("pandas")
    chart = altair.Chart(pandas.DataFrame({"a": [1]})).mark_bar().encode(x="a")
    for drawn in (chart, altair.layer(chart)):
        payload = plot.encode(drawn)
        assert payload["type"] == "altair"
        assert json.loads(payload["plot"])["$schema"].startswith("https://vega.github.io/schema/vega-lite/")


def test_bokeh() -> None:
    plotting = pytest.importorskip("bokeh.plotting")
    drawn = plotting.figure()
    drawn.line([1, 2], [1, 2])
    payload = plot.encode(drawn)
    assert payload["type"] == "bokeh"
    assert set(json.loads(payload["plot"])) == {"doc", "root_id", "target_id", "version"}


def test_a_foreign_figure_is_recognised_without_its_library() -> None:
    class BaseFigure:
        def to_json(self) -> str:
            return '{"data": []}'

    BaseFigure.__module__ = "plotly.basedatatypes"
    before = set(sys.modules)
    assert plot.encode(type("Mine", (BaseFigure,), {})()) == {"type": "plotly", "plot": '{"data": []}'}
    assert not {name for name in set(sys.modules) - before if name.startswith("plotly")}
