"""Dataframe: tables of every kind, there and back, within the limits that the program set."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import portico as gr
from portico.errors import InvalidPayload, ResultError

EMPTY = {"headers": ["1", "2", "3"], "data": [], "metadata": None}
FRAME = pd.DataFrame({"x": [1, 2], "y": ["a", None]})


@pytest.mark.parametrize(
    "value",
    [
        pd.DataFrame({"x": [1, 2], "y": ["a", "b"]}),
        pl.DataFrame({"x": [1, 2], "y": ["a", "b"]}),
        {"x": [1, 2], "y": ["a", "b"]},
        {"headers": ["x", "y"], "data": [[1, "a"], [2, "b"]]},
        [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}],
    ],
    ids=["pandas", "polars", "columns", "payload", "records"],
)
def test_a_value_with_headers_brings_them(value: Any) -> None:
    expected = {"headers": ["x", "y"], "data": [[1, "a"], [2, "b"]], "metadata": None}
    assert gr.Dataframe(value, headers=["p", "q", "r"]).value == expected


def test_rows_take_the_programs_headers_and_numbers_for_the_rest() -> None:
    assert gr.Dataframe([[1, 2], [3, 4]]).value["headers"] == ["1", "2"]
    assert gr.Dataframe([[1, 2]], headers=["a"]).value["headers"] == ["a", "2"]
    assert gr.Dataframe([[1, 2]], headers=["a", "b", "c"]).value["headers"] == ["a", "b"]
    assert gr.Dataframe(np.zeros((1, 2)), headers=["a", "b"]).value["data"] == [[0.0, 0.0]]


def test_nothing_is_headers_without_rows() -> None:
    assert gr.Dataframe().value == EMPTY
    assert gr.Dataframe().postprocess(None) == EMPTY
    assert gr.Dataframe(column_count=2).value["headers"] == ["1", "2"]
    assert gr.Dataframe(headers=["a"]).postprocess([]) == {"headers": ["a"], "data": [], "metadata": None}


def test_a_styled_frame_brings_its_text_and_colours() -> None:
    styled = FRAME.style.highlight_max(subset=["x"], color="lightgreen").format({"x": "{:.1f} kg"})
    metadata = gr.Dataframe().postprocess(styled)["metadata"]
    assert metadata["display_value"][1][0] == "2.0 kg"
    truths = pd.DataFrame({"ok": [True, False]}).style
    assert gr.Dataframe().postprocess(truths)["metadata"]["display_value"] == [[True], [False]]
    assert metadata["styling"] == [["", ""], ["background-color: lightgreen", ""]]


@pytest.mark.parametrize("value", [5, object(), "no such file.csv", {"a": 1}])
def test_what_is_no_table_is_said(value: Any) -> None:
    with pytest.raises(ResultError, match="Expected"):
        gr.Dataframe(value)


PAYLOAD = {"headers": ["x", "y"], "data": [[1, "a"], [2, None]], "metadata": None}


def test_a_function_receives_the_kind_it_asked_for() -> None:
    pd.testing.assert_frame_equal(gr.Dataframe().preprocess(PAYLOAD), FRAME)
    assert gr.Dataframe(type="polars").preprocess(PAYLOAD).to_dict(as_series=False) == {"x": [1, 2], "y": ["a", None]}
    assert gr.Dataframe(type="array").preprocess(PAYLOAD) == [[1, "a"], [2, None]]
    assert gr.Dataframe(type="numpy").preprocess(PAYLOAD).tolist() == [[1, "a"], [2, None]]


def test_nothing_sent_is_an_empty_table() -> None:
    assert gr.Dataframe(headers=["a", "b"]).preprocess(None).columns.tolist() == ["a", "b"]
    assert gr.Dataframe(type="array").preprocess(None) == []


@pytest.mark.parametrize("payload", [5, [], {"data": 1}, {"data": [1]}, {"headers": ["a"], "data": [[1, 2]]}])
def test_a_payload_that_is_no_table(payload: Any) -> None:
    with pytest.raises(InvalidPayload):
        gr.Dataframe().preprocess(payload)


def test_limits_are_kept_on_the_server() -> None:
    box = gr.Dataframe(row_limits=(1, 2), column_limits=(None, 2), type="array")
    assert box.preprocess(PAYLOAD) == PAYLOAD["data"]
    with pytest.raises(InvalidPayload, match="at most 2 rows, got 3"):
        box.preprocess({"headers": ["x"], "data": [[1], [2], [3]]})
    with pytest.raises(InvalidPayload, match="at least 1 row, got 0"):
        box.preprocess({"headers": ["x"], "data": []})
    with pytest.raises(InvalidPayload, match="at most 2 columns, got 3"):
        box.preprocess({"headers": ["x", "y", "z"], "data": [[1, 2, 3]]})


def test_counts_reach_the_page_with_their_kind() -> None:
    props = gr.Dataframe(column_count=(2, "fixed"), row_count=4).props()
    assert list(props["column_count"]) == list(props["col_count"]) == [2, "fixed"]
    assert list(props["row_count"]) == [4, "dynamic"]
    assert list(gr.Dataframe(col_count=2).props()["column_count"]) == [2, "dynamic"]
    assert list(gr.Dataframe(headers=["a"], static_columns=[0]).props()["column_count"]) == [1, "fixed"]


def test_widths_and_datatypes() -> None:
    box = gr.Dataframe(FRAME, datatype="auto", column_widths=[100, "20%"])
    assert box.props()["datatype"] == ["number", "str"]
    assert box.props()["column_widths"] == ["100px", "20%"]
    assert gr.Dataframe(datatype="auto").props()["datatype"] == "auto"
    assert gr.Dataframe(datatype=["str", "number"]).props()["datatype"] == ["str", "number"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"type": "panda"}, "Did you mean 'pandas'"),
        ({"datatype": "strng"}, "Did you mean 'str'"),
        ({"datatype": ["str", "nmber"]}, "Did you mean 'number'"),
        ({"show_search": "find"}, "'none', 'search', 'filter', not 'find'"),
        ({"headers": ["a", "b"], "column_count": 3}, "2 headers, but column_count=3"),
        ({"row_count": (3, "static")}, r"\(number, 'fixed'\)"),
        ({"row_limits": (5, 1)}, "the fewest and the most"),
    ],
)
def test_a_wrong_argument_is_said_when_the_page_is_built(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        gr.Dataframe(**arguments)


def test_an_example_is_its_rows() -> None:
    box = gr.Dataframe(headers=["a", "b"])
    assert box.process_example([[1, 2]]) == [[1, 2]]
    assert box.process_example(None) == ""
    assert box.example_payload() == {"headers": ["a", "b"], "data": [["foo", "bar"]]}
    assert box.api_info()["required"] == ["headers", "data"]


def test_an_update_of_its_headers() -> None:
    box = gr.Dataframe([[1]], headers=["a"]).updated({"label": "New", "headers": ["b"]})
    assert (box.label, box.headers) == ("New", ["b"])


def test_tables_by_the_name_of_what_a_function_receives() -> None:
    rows = [[1.0, 0.0], [0.0, 1.0]]
    payload = gr.Numpy(rows, label="Grid").value
    assert payload == {"headers": ["1", "2"], "data": rows, "metadata": None}
    assert np.array_equal(gr.Numpy().preprocess(payload), np.eye(2))
    assert gr.Matrix().preprocess(payload) == rows
    assert gr.List(["a", "b"]).value == {"headers": ["1"], "data": [["a"], ["b"]], "metadata": None}
    for kind in (gr.Numpy, gr.Matrix, gr.List):
        assert (kind.wire_type(), kind().props()["name"]) == ("dataframe", "dataframe")
