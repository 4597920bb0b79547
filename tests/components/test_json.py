"""JSON: data of many kinds, and text that is JSON."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

import portico as gr
from portico.errors import ResultError


@dataclass
class Point:
    x: int
    tags: set[str]


@pytest.mark.parametrize(
    ("value", "payload"),
    [
        ({"a": [1, float("nan"), float("inf")], "b": None}, {"a": [1, None, None], "b": None}),
        ('{"x": [1, true]}', {"x": [1, True]}),
        ("5", 5),
        ((1, 2), [1, 2]),
        ({1: 2}, {"1": 2}),
        (np.array([[1, 2]]), [[1, 2]]),
        (Point(1, {"b", "a"}), {"x": 1, "tags": ["a", "b"]}),
        (0, 0),
        (None, None),
    ],
)
def test_data_becomes_plain_json(value: object, payload: object) -> None:
    assert gr.JSON().postprocess(value) == payload
    assert gr.JSON(value).value == payload  # type: ignore[arg-type]


def test_text_that_is_no_json_is_refused_with_a_way_out() -> None:
    with pytest.raises(ResultError, match=r"it got the text 'not json': .*use a Textbox"):
        gr.JSON().postprocess("not json")
    with pytest.raises(ResultError, match="it got the text ''"):
        gr.JSON("")


def test_a_function_receives_what_was_shown() -> None:
    box = gr.JSON()
    for payload in ({"a": 1}, "x", [1], 5, None):
        assert box.preprocess(payload) == payload


def test_its_properties_and_its_place_in_the_api() -> None:
    props = gr.JSON(open=True, show_indices=True).props()
    assert (props["open"], props["show_indices"], props["max_height"], props["buttons"]) == (True, True, 500, ["copy"])
    assert gr.JSON().api_info() == {"type": {}, "description": "any valid json"}
    assert gr.JSON().example_payload() == {"foo": "bar"}
