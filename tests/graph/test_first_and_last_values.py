"""A value that a component cannot show: refused when the page is built, and when a function gives it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import portico as gr
from portico.errors import BuildError, ResultError
from portico.graph.config import build_config
from portico.graph.values import Exchange
from portico.wire.caller import Caller


def answered(demo: gr.Blocks, result: Any) -> list[Any]:
    """What the page receives when the app's only listener gives a result."""
    (listener,) = demo.listeners.values()
    exchange = Exchange(listener, demo, SimpleNamespace(files=None, session="s", caller=Caller()))
    return exchange.answer(result).output.data


@pytest.mark.parametrize(
    ("make", "result", "said"),
    [
        (lambda: gr.Dropdown(["a", "b"]), "zz", "cannot show 'zz', which is not among its choices"),
        (lambda: gr.Radio(["a", "b"]), "zz", "cannot show 'zz'"),
        (lambda: gr.CheckboxGroup(["a", "b"]), ["a", "zz"], "cannot show 'zz'"),
        (lambda: gr.Slider(0, 10), 11, "goes from 0 to 10 and cannot show 11"),
        (lambda: gr.Timer(), -1, "a number above 0"),
        (lambda: gr.Dropdown(["a", "b"]), gr.update(value="zz"), "cannot show 'zz'"),
        (lambda: gr.Dropdown(["a", "b"]), gr.update(choices=["x"], value="a"), "cannot show 'a'"),
        (lambda: gr.Slider(0, 10), gr.update(maximum=5, value=7), "goes from 0 to 5"),
    ],
)
def test_a_result_that_cannot_be_shown_is_an_error(make: Any, result: Any, said: str) -> None:
    with gr.Blocks() as demo:
        gr.Button().click(lambda: None, None, make())
    with pytest.raises(ResultError, match=rf"The function 'lambda' gave a \w+ a value that it cannot show. .*{said}"):
        answered(demo, result)


@pytest.mark.parametrize(
    ("make", "result"),
    [
        (lambda: gr.Dropdown(["a", "b"]), gr.Dropdown(choices=["x", "y"], value="y")),
        (lambda: gr.Dropdown(["a", "b"]), gr.Dropdown(value="b")),
        (lambda: gr.Slider(0, 1000), gr.Slider(value=900)),
        (lambda: gr.Slider(0, 10), gr.Slider(maximum=2000, value=1500)),
    ],
)
def test_a_returned_component_is_judged_as_the_one_on_the_page_would_then_be(make: Any, result: Any) -> None:
    with gr.Blocks() as demo:
        gr.Button().click(lambda: None, None, make())
    (update,) = answered(demo, result)
    assert update["__type__"] == "update"
    assert update["value"] == result.given["value"]


def test_unprocessed_results_are_not_judged() -> None:
    with gr.Blocks() as demo:
        gr.Button().click(lambda: None, None, gr.Dropdown(["a"]), postprocess=False)
    assert answered(demo, "zz") == ["zz"]


def test_a_refused_component_is_named_by_its_label() -> None:
    with pytest.raises(BuildError, match="^Colour: Radio cannot show"), gr.Blocks():
        gr.Radio(["red"], value="blue", label="Colour")


def test_a_programs_own_button_in_a_corner_has_an_id_and_its_event() -> None:
    with gr.Blocks() as demo:
        inside = gr.Button("Fill", render=False)
        box = gr.Textbox(buttons=["copy", inside])
        inside.click(lambda: "x", None, box)
    config = build_config(demo, None)  # type: ignore[arg-type]
    (found,) = [one for one in config.components if one.id == box.number]
    copy, tool = found.props["buttons"]
    assert copy == "copy"
    assert (tool["id"], tool["value"], tool["name"]) == (inside.number, "Fill", "button")
    assert config.dependencies[0].targets == [(inside.number, "click")]
    assert inside.parent is None  # it has no place of its own
