"""Plot: Matplotlib as a picture, the others as JSON."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

import portico as gr
from portico.components.plot import PlotData
from portico.errors import InvalidPayload, ResultError

mpl.use("Agg")


def figure() -> Figure:
    drawn = Figure(figsize=(1, 1), dpi=30)
    drawn.subplots().plot([1, 2])
    return drawn


@pytest.mark.parametrize(("format", "mime"), [("webp", "image/webp"), ("png", "image/png"), ("svg", "image/svg+xml")])
def test_a_figure_becomes_a_picture(format: str, mime: str) -> None:
    payload = gr.Plot(format=format).postprocess(figure())
    assert payload["type"] == "matplotlib"
    assert payload["plot"].startswith(f"data:{mime};base64,")


def test_a_first_figure_and_a_function_that_draws_it() -> None:
    assert gr.Plot(figure()).value["type"] == "matplotlib"
    assert gr.Plot(figure).value["type"] == "matplotlib"
    assert gr.Plot().value is None
    assert gr.Plot().postprocess(None) is None


def test_what_is_shown_can_be_an_input_and_shown_again() -> None:
    plot = gr.Plot()
    payload = {"type": "plotly", "plot": "{}"}
    assert plot.preprocess(payload) == PlotData("plotly", "{}")
    assert plot.postprocess(PlotData("plotly", "{}")) == payload
    assert plot.preprocess(None) is None


@pytest.mark.parametrize(
    "payload", ["x", {}, {"type": "excel", "plot": ""}, {"type": "plotly", "plot": 5}, {"plot": "x"}]
)
def test_a_payload_that_is_no_figure(payload: object) -> None:
    with pytest.raises(InvalidPayload, match="Expected a figure"):
        gr.Plot().preprocess(payload)


def test_what_is_no_figure_is_said() -> None:
    with pytest.raises(ResultError, match="Expected a figure of Matplotlib, Plotly, Altair or Bokeh, got str"):
        gr.Plot("picture.png")


def test_a_format_it_cannot_write_is_refused_when_the_page_is_built() -> None:
    with pytest.raises(ValueError, match="not 'pgn'. Did you mean 'png'?"):
        gr.Plot(format="pgn")
