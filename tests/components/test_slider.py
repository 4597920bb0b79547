"""Slider: what a function receives and what the page receives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import portico as gr
from portico.errors import BuildError, InvalidPayload, ResultError


def test_it_stands_at_its_minimum_where_it_has_no_value() -> None:
    assert gr.Slider(2, 20).value == 2
    assert gr.Slider(2, 20).postprocess(None) == 2
    assert gr.Slider(2, 20).postprocess(float("nan")) == 2
    assert gr.Slider(2, 20).preprocess(None) == 2


@pytest.mark.parametrize(
    ("minimum", "maximum", "step"),
    [(0, 100, 1), (0, 1, 0.01), (0, 50, 0.1), (0, 1000, 10), (0, 5000, 10), (0, 0.1, 0.001), (-5, 5, 0.1)],
)
def test_the_step_fits_the_length(minimum: float, maximum: float, step: float) -> None:
    assert gr.Slider(minimum, maximum).step == pytest.approx(step)


def test_a_step_of_the_programs_own_is_kept() -> None:
    assert gr.Slider(0, 10, step=3).props()["step"] == 3


def test_precision_rounds_both_ways() -> None:
    whole = gr.Slider(0, 10, step=0.5, precision=0)
    assert whole.preprocess(5.5) == 6
    assert isinstance(whole.preprocess(5.0), int)
    assert whole.postprocess(5.7) == 6
    assert whole.api_info()["type"] == "integer"
    assert gr.Slider(0, 10).api_info()["type"] == "number"


@pytest.mark.parametrize("payload", [True, "5", [], float("nan")])
def test_what_is_no_number_is_refused(payload: Any) -> None:
    with pytest.raises(InvalidPayload, match="Slider expects a number"):
        gr.Slider().preprocess(payload)


@pytest.mark.parametrize("payload", [-0.1, 10.1])
def test_a_number_outside_is_refused(payload: float) -> None:
    with pytest.raises(InvalidPayload, match="Slider expects"):
        gr.Slider(0, 10).preprocess(payload)


def test_results_of_numpy_and_texts_become_numbers() -> None:
    slider = gr.Slider(0, 10)
    assert slider.postprocess(np.float64(2.5)) == 2.5
    assert slider.postprocess("5") == 5
    with pytest.raises(ResultError, match="Slider shows a number"):
        slider.postprocess("much")


def test_ends_of_numpy_are_numbers_for_the_page() -> None:
    props = gr.Slider(np.float32(0.5), np.int64(4)).props()
    assert (props["minimum"], props["maximum"]) == (0.5, 4)
    assert type(props["maximum"]) is int


@pytest.mark.parametrize("arguments", [{"minimum": 10, "maximum": 0}, {"minimum": 5, "maximum": 5}, {"step": 0}])
def test_ends_and_steps_that_make_no_slider_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(BuildError, match="Slider"):
        gr.Slider(**arguments)


def test_an_end_that_is_no_number_is_refused() -> None:
    with pytest.raises(BuildError, match=r"Slider\(maximum=…\) is a number, not 'ten'"):
        gr.Slider(maximum="ten")  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [20, -1, lambda: 11])
def test_a_value_outside_is_an_error_when_the_page_is_built(value: Any) -> None:
    with pytest.raises(BuildError, match="Amount: Slider goes from 0 to 10 and cannot show"), gr.Blocks():
        gr.Slider(0, 10, value, label="Amount")


def test_a_value_outside_is_an_error_when_it_is_placed_later() -> None:
    slider = gr.Slider(0, 10, 20)
    with pytest.raises(BuildError, match="cannot show 20"), gr.Blocks():
        slider.render()


def test_an_update_may_carry_a_value_for_other_ends_than_the_default_ones() -> None:
    placed = gr.Slider(0, 1000, 5)
    change = gr.Slider(value=500)
    assert change.given == {"value": 500}
    assert placed.updated({"maximum": 800}).refusal(500) is None
    assert placed.updated({"maximum": 400}).refusal(500) is not None


def test_by_chance_it_stands_somewhere_among_its_steps_at_each_load() -> None:
    with gr.Blocks() as demo:
        slider = gr.Slider(2, 3, step=0.25, randomize=True)
    assert {slider.get_random_value() for _ in range(200)} == {2, 2.25, 2.5, 2.75, 3}
    assert slider.value in (2, 2.25, 2.5, 2.75, 3)
    (load,) = demo.listeners.values()
    assert (load.api_name, load.outputs, load.asked.triggers) == ("get_random_value", [slider], [(demo, "load")])


def test_its_properties_are_its_parameters() -> None:
    props = gr.Slider(1, 9, 3, label="L", info="i", buttons=[]).props()
    assert (props["minimum"], props["maximum"], props["value"], props["label"]) == (1, 9, 3, "L")
    assert props["buttons"] == []
    assert "buttons" not in gr.Slider().props()
