"""Number: what a function receives and what the page receives."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

import portico as gr
from portico.errors import InvalidPayload, ResultError


@pytest.mark.parametrize(
    ("precision", "payload", "received"),
    [
        (None, None, None),
        (None, 5, 5),
        (None, 5.25, 5.25),
        (0, 5.5, 6),
        (0, 2.5, 2),
        (1, 5.678, 5.7),
        (-1, 567, 570),
    ],
)
def test_a_function_receives_the_rounded_number(precision: int | None, payload: Any, received: Any) -> None:
    found = gr.Number(precision=precision).preprocess(payload)
    assert found == received
    assert type(found) is type(received)


@pytest.mark.parametrize("payload", [True, "5", "", [1], {}, float("nan"), float("inf")])
def test_what_is_no_number_is_refused(payload: Any) -> None:
    with pytest.raises(InvalidPayload, match="Number expects a number, got "):
        gr.Number().preprocess(payload)


def test_a_number_outside_the_bounds_is_refused() -> None:
    age = gr.Number(minimum=0, maximum=120)
    assert age.preprocess(0) == 0
    assert age.preprocess(120) == 120
    with pytest.raises(InvalidPayload, match="expects 0 or more, got -1"):
        age.preprocess(-1)
    with pytest.raises(InvalidPayload, match="expects 120 or less, got 121"):
        age.preprocess(121)


@pytest.mark.parametrize(
    ("value", "payload"),
    [
        (None, None),
        (5, 5),
        ("5", 5),
        (" 5.5 ", 5.5),
        ("", None),
        (True, 1),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.array([7]), 7),
        (Decimal("2.5"), 2.5),
        (float("nan"), None),
        (float("-inf"), None),
    ],
)
def test_a_result_becomes_a_number(value: Any, payload: Any) -> None:
    found = gr.Number().postprocess(value)
    assert found == payload
    assert type(found) in (int, float, type(None))


@pytest.mark.parametrize("value", ["many", [1, 2], object(), np.array([1, 2]), 1j])
def test_a_result_that_is_no_number_is_an_error_that_names_it(value: Any) -> None:
    with pytest.raises(ResultError, match=r"Number shows a number, but .* is a "):
        gr.Number().postprocess(value)


def test_precision_rounds_the_first_value_too() -> None:
    assert gr.Number(5.678, precision=2).value == 5.68
    assert gr.Number(lambda: 2.6, precision=0).value == 3


def test_an_update_keeps_the_other_arguments() -> None:
    number = gr.Number(3, label="Age", minimum=0).updated({"maximum": 10})
    assert number.props()["minimum"] == 0
    assert number.props()["maximum"] == 10
    assert number.label == "Age"
    with pytest.raises(InvalidPayload):
        number.preprocess(11)


def test_the_api_tells_whole_numbers_from_others() -> None:
    assert gr.Number().api_info() == {"type": "number"}
    assert gr.Number(precision=0).api_info() == {"type": "integer"}
    assert gr.Number().example_payload() == 3
    assert gr.Number(minimum=7, maximum=9).example_payload() == 7
    assert gr.Number(maximum=1).example_payload() == 1


def test_programs_may_use_its_two_tools() -> None:
    assert gr.Number.round_to_precision(5.5, 0) == 6
    assert gr.Number.round_to_precision(5.5, None) == 5.5
    with pytest.raises(gr.Error):
        gr.Number.raise_if_out_of_bounds(5, None, 4)
