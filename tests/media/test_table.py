"""Tables out and in. What stands here for plain values is what Gradio 6.31 sent and gave."""

from __future__ import annotations

import datetime as dt
import decimal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from portico.errors import InvalidPayload, MissingExtra, ResultError
from portico.media import table
from portico.wire.codec import decode, encode

Frame = pd.DataFrame
DAY = dt.datetime(2024, 1, 1)


def out(value: Any, *args: Any) -> tuple[list[Any], list[list[Any]]]:
    """Headers and rows, as a client reads them."""
    payload = decode(encode(table.to_payload(value, *args)))
    assert set(payload) == {"headers", "data", "metadata"}
    assert payload["metadata"] is None
    return payload["headers"], payload["data"]


# ---- out -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ({"a": [1, 2], "b": [1.5, np.nan]}, [[1, 1.5], [2, None]]),
        ({"a": [1, None], "b": ["x", None]}, [[1.0, "x"], [None, None]]),
        ({"x": [np.inf, -np.inf]}, [[None], [None]]),
        ({"b": [True, False]}, [[True], [False]]),
        ({"f": np.array([1.5], "f4")}, [[1.5]]),
        ({"t": pd.to_datetime(["2024-01-01"])}, [["2024-01-01 00:00:00"]]),
        ({"t": pd.to_datetime(["2024-01-02 03:04:05.678"])}, [["2024-01-02 03:04:05.678000"]]),
        ({"t": pd.to_datetime(["2024-01-01"]).tz_localize("Europe/Paris")}, [["2024-01-01 00:00:00+01:00"]]),
        ({"t": pd.to_datetime(["2024-01-01", None])}, [["2024-01-01 00:00:00"], [None]]),
        ({"t": pd.to_timedelta(["1 days 02:00:00"])}, [["1 days 02:00:00"]]),
        ({"p": pd.period_range("2024-01", periods=1, freq="M")}, [["2024-01"]]),
        ({"d": [dt.date(2024, 1, 2), dt.datetime(2024, 1, 2, 3, 4)]}, [["2024-01-02"], ["2024-01-02 03:04:00"]]),
        ({"c": pd.Categorical(["a", "b"])}, [["a"], ["b"]]),
        ({"b": pd.array([True, None], dtype="boolean")}, [[True], [None]]),
        ({"i": pd.array([1, None], dtype="Int64")}, [[1], [None]]),
        ({"s": pd.array(["a", None], dtype="string")}, [["a"], [None]]),
        ({"d": [decimal.Decimal("1.5")]}, [["1.5"]]),
        ({"l": [[1, 2], {"a": 1}]}, [[[1, 2]], [{"a": 1}]]),
        ({"n": [np.array([1, 2])]}, [[[1, 2]]]),
        ({"z": [1 + 2j]}, [["(1+2j)"]]),
        ({"b": [b"x"]}, [["b'x'"]]),
    ],
    ids=str,
)
def test_a_frame_becomes_rows(columns: dict[str, Any], rows: list[Any]) -> None:
    assert out(Frame(columns)) == (list(columns), rows)


@pytest.mark.parametrize(
    ("columns", "headers"),
    [
        (["a", "a"], ["a", "a"]),
        ([0, 1], [0, 1]),
        (pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")]), [["a", "x"], ["a", "y"]]),
        ([DAY, dt.date(2024, 1, 2)], ["2024-01-01 00:00:00", "2024-01-02"]),
    ],
)
def test_headers_of_any_kind(columns: Any, headers: list[Any]) -> None:
    assert out(Frame([[1, 2]], columns=columns)) == (headers, [[1, 2]])


def test_the_index_is_not_shown() -> None:
    assert out(Frame({"a": [1, 2]}, index=["r1", "r2"])) == (["a"], [[1], [2]])


def test_a_series_is_one_column() -> None:
    assert out(pd.Series([1, 2], name="s")) == (["s"], [[1], [2]])
    assert out(pd.Series([1, 2])) == (["1"], [[1], [2]])
    assert out(pl.Series("z", [1, 2])) == (["z"], [[1], [2]])


def test_a_polars_frame_becomes_rows() -> None:
    moment = dt.datetime(2024, 1, 1, 2, 3, 4, 5)
    frame = pl.DataFrame({"a": [1, None], "s": ["x", "y"], "d": [DAY.date()] * 2, "t": [moment] * 2, "f": [np.nan, 1]})
    when = ["2024-01-01", "2024-01-01 02:03:04.000005"]
    assert out(frame) == (["a", "s", "d", "t", "f"], [[1, "x", *when, None], [None, "y", *when, 1.0]])
    assert out(pl.DataFrame({"l": [[1, 2]]})) == (["l"], [[[1, 2]]])


@pytest.mark.parametrize(
    ("value", "headers", "rows"),
    [
        (np.array([[1, 2], [3, 4]]), ["1", "2"], [[1, 2], [3, 4]]),
        (np.array([1, 2]), ["1"], [[1], [2]]),
        (np.array([[np.nan, 1]]), ["1", "2"], [[None, 1.0]]),
        (np.array([[1, "a", None]], dtype=object), ["1", "2", "3"], [[1, "a", None]]),
        (np.zeros((1, 2, 2)), ["1", "2"], [[[0.0, 0.0], [0.0, 0.0]]]),
        (np.array([["2024-01-01"]], "M8[D]"), ["1"], [["2024-01-01"]]),
        (np.array([["2024-01-01"]], "M8[ns]"), ["1"], [["2024-01-01 00:00:00"]]),
        ([[1, "a"], [2, None]], ["1", "2"], [[1, "a"], [2, None]]),
        ([(1, 2), (3, 4)], ["1", "2"], [[1, 2], [3, 4]]),
        ([[1], [2, 3]], ["1"], [[1], [2, 3]]),
        (["a", "b"], ["1"], [["a"], ["b"]]),
        ([[float("nan"), np.float64(1.5), np.int64(3)]], ["1", "2", "3"], [[None, 1.5, 3]]),
        ([[DAY.date(), pd.Timestamp(DAY)]], ["1", "2"], [["2024-01-01", "2024-01-01 00:00:00"]]),
        ([[np.datetime64("2024-01-01"), np.datetime64("NaT")]], ["1", "2"], [["2024-01-01", None]]),
        ([{"a": 1}, {"a": 2, "b": 3}], ["a", "b"], [[1, None], [2, 3]]),
        ({"headers": ["a", "b"], "data": [[1, 2]]}, ["a", "b"], [[1, 2]]),
        ({"headers": ["a"], "data": [[1, 2]]}, ["a", "2"], [[1, 2]]),
        ({"headers": ["a"], "data": np.array([[1]])}, ["a"], [[1]]),
        ({"data": [[1, 2]]}, ["1", "2"], [[1, 2]]),
        ({"a": [1, 2], "b": (3, 4)}, ["a", "b"], [[1, 3], [2, 4]]),
        (None, ["1", "2", "3"], []),
        ([], ["1", "2", "3"], []),
        ([[]], ["1", "2", "3"], []),
        ({}, ["1", "2", "3"], []),
        (Frame(), ["1", "2", "3"], []),
        (Frame(columns=["a", "b"]), ["a", "b"], []),
        ({"headers": ["a", "b"], "data": []}, ["a", "b"], []),
    ],
    ids=str,
)
def test_other_values_become_rows(value: Any, headers: list[Any], rows: list[Any]) -> None:
    assert out(value) == (headers, rows)


@pytest.mark.parametrize(
    ("value", "given", "headers"),
    [
        ([[1, 2]], ["p"], ["p", "2"]),
        ([[1, 2]], ["p", "q"], ["p", "q"]),
        ([[1, 2]], ["p", "q", "r"], ["p", "q"]),
        (np.array([[1, 2]]), ["p", "q"], ["p", "q"]),
        ({"data": [[1, 2]]}, ["p"], ["p", "2"]),
        (Frame({"a": [1]}), ["p"], ["a"]),
        (None, ["p", "q"], ["p", "q"]),
        ([], ["p", "q"], ["p", "q"]),
    ],
    ids=str,
)
def test_the_authors_headers_serve_where_the_value_has_none(value: Any, given: list[str], headers: list[str]) -> None:
    assert out(value, given)[0] == headers


def test_an_empty_table_has_the_columns_asked_for() -> None:
    assert out(None, None, 2) == (["1", "2"], [])
    assert out(None, ["p"], 2) == (["p"], [])
    assert out([[1, 2]], None, 3) == (["1", "2"], [[1, 2]])


def test_a_styler_brings_text_and_css() -> None:
    styler = Frame({"x": [1, 2, 3], "y": [4.5, 5.5, np.nan]}).style.highlight_max(color="lightgreen")
    green = "background-color: lightgreen"
    expected = {
        "headers": ["x", "y"],
        "data": [[1, 4.5], [2, 5.5], [3, None]],
        "metadata": {
            "display_value": [["1", "4.500000"], ["2", "5.500000"], ["3", "nan"]],
            "styling": [["", ""], ["", green], [green, ""]],
        },
    }
    assert table.to_payload(styler) == expected
    with ThreadPoolExecutor(4) as pool:  # a Styler may be one for all visitors
        assert list(pool.map(table.to_payload, [styler] * 20)) == [expected] * 20


def test_a_styler_formats_and_hides() -> None:
    frame = Frame({"x": [1.0, 2.5], "y": [3, 4]})
    payload = table.to_payload(frame.style.format("{:.1f}!").set_properties(color="red", top="0"))
    assert payload["metadata"]["display_value"] == [["1.0!", "3.0!"], ["2.5!", "4.0!"]]
    assert payload["metadata"]["styling"][0] == ["color: red; top: 0"] * 2
    hidden = table.to_payload(frame.style.hide(axis="columns", subset=["x"]).hide(axis="index", subset=[0]))
    assert (hidden["headers"], hidden["data"]) == (["y"], [[4]])
    assert hidden["metadata"]["display_value"] == [["4"]]
    assert table.to_payload(Frame({"x": []}).style) == {"headers": ["x"], "data": [], "metadata": None}
    when = table.to_payload(Frame({"t": [pd.Timestamp(DAY)]}).style)
    assert when["metadata"]["display_value"] == [["2024-01-01 00:00:00"]]


def test_metadata_of_a_dictionary_is_kept() -> None:
    metadata = {"display_value": [["1!"]], "styling": [["color:red"]]}
    assert table.to_payload({"headers": ["a"], "data": [[1]], "metadata": metadata})["metadata"] == metadata


def test_a_csv_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,x\n2,\n")
    assert out(path) == out(str(path)) == (["a", "b"], [[1, "x"], [2, None]])
    path.write_text("")
    assert out(path) == (["1", "2", "3"], [])


@pytest.mark.parametrize("suffix", ["gz", "zip", "bz2", "xz"])
def test_a_compressed_file_is_never_unpacked(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bomb.csv.{suffix}"
    Frame({"a": np.zeros(100_000, "i8")}).to_csv(path)
    with pytest.raises(ResultError, match="is not a CSV file in UTF-8"):
        table.to_payload(path)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("a,b", "there is no file named 'a,b'"),
        ("https://example.org/t.csv", "there is no file named"),
        (3, r"or a CSV, got int\."),
        (iter([[1]]), "got list_iterator"),
        (np.array(3), "got a single number"),
        ({"a": [1], "b": [1, 2]}, "one list of equal length for each column; got the keys a, b"),
        ({"a": 1}, "got the keys a"),
        (pl.LazyFrame({"a": [1]}), r"got LazyFrame of polars. Call .collect\(\) on it"),
        (pd.Index([1]), "got Index of pandas"),
    ],
    ids=lambda one: str(one).split(" object at ")[0],
)
def test_what_is_no_table_cannot_be_shown(value: Any, message: str) -> None:
    with pytest.raises(ResultError, match=message):
        table.to_payload(value)


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        (Frame({"a": [1], "b": ["x"], "c": [True], "d": [pd.Timestamp(DAY)]}), ["number", "str", "bool", "date"]),
        (Frame({"a": pd.array([1], dtype="Int64"), "d": pd.to_timedelta(["1 day"])}), ["number", "date"]),
        (Frame({"a": [1.5]}).style, ["number"]),
        (pl.DataFrame({"a": [1], "s": ["x"], "d": [DAY]}), ["number", "str", "date"]),
        (np.array([[1, 2]]), ["number", "number"]),
        (np.array([["a"]]), ["str"]),
        (np.array([["2024-01-01"]], "M8[ns]"), ["date"]),
        (
            [[1, "a", True, None, DAY, np.float32(1), np.bool_(1)]],
            ["number", "str", "bool", "str", "date", "number", "bool"],
        ),
        (["a"], None),
        (None, None),
        ({"headers": ["a"], "data": [[1]]}, None),
    ],
    ids=lambda one: str(one).split(" object at ")[0],
)
def test_the_kind_of_each_column(value: Any, kinds: list[str] | None) -> None:
    assert table.datatypes(value) == kinds


# ---- in --------------------------------------------------------------------------------------------------------------


def payload(rows: list[Any], *headers: Any) -> dict[str, Any]:
    return {"headers": list(headers), "data": rows}


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ([[1, 2], [3, 4]], ["int64", "int64"]),
        ([["1", "x"], ["2", "y"]], ["str", "str"]),
        ([[1, None], [None, ""]], ["float64", "str"]),
        ([[1.5, True], [None, None]], ["float64", "object"]),
        ([[True, "true"], [False, "False"]], ["bool", "str"]),
        ([], ["object", "object"]),
        ([[]], ["object", "object"]),
        ([["", ""]], ["str", "str"]),
        ([[1], [2, 3]], ["int64", "float64"]),
    ],
    ids=str,
)
def test_a_function_gets_a_pandas_frame(rows: list[Any], kinds: list[str]) -> None:
    frame = table.from_payload(payload(rows, "a", "b"))
    assert list(frame.columns) == ["a", "b"]
    assert list(frame.index) == list(range(len(frame)))
    text = Frame({"x": ["x"]}).dtypes["x"].name  # "object" before pandas 3
    assert [str(kind) for kind in frame.dtypes] == [text if kind == "str" else kind for kind in kinds]
    assert frame.shape == (len([row for row in rows if row]), 2)


def test_headers_may_repeat_or_be_of_any_kind_for_pandas() -> None:
    assert list(table.from_payload(payload([[1, 2]], "a", "a")).columns) == ["a", "a"]
    assert list(table.from_payload(payload([[1, 2]], ["a", "x"], ["a", "y"])).columns) == [("a", "x"), ("a", "y")]


@pytest.mark.parametrize(
    ("rows", "kind", "expected"),
    [
        ([[1, 2], [3, 4]], "i", [[1, 2], [3, 4]]),
        ([["1", "x"]], "U", [["1", "x"]]),
        ([[1, None]], "O", [[1, None]]),
        ([[True, "true"]], "U", [["True", "true"]]),
        ([[[1, 2]], [{"x": 1}]], "O", [[[1, 2]], [{"x": 1}]]),
        ([], "f", []),
    ],
    ids=str,
)
def test_a_function_gets_an_array(rows: list[Any], kind: str, expected: list[Any]) -> None:
    array = table.from_payload(payload(rows, "a", "b"), "numpy")
    assert (array.dtype.kind, array.tolist()) == (kind, expected)


def test_one_long_text_does_not_fill_the_memory() -> None:
    rows = [["x" * 1_000_000], *([""] for _ in range(10_000))]  # 40 GB as an array of text
    array = table.from_payload(payload(rows, "a"), "numpy")
    assert (array.dtype.kind, array.shape) == ("O", (10_001, 1))
    assert (len(array[0, 0]), array[1, 0]) == (1_000_000, "")


def test_a_function_gets_a_polars_frame() -> None:
    frame = table.from_payload(payload([[1, "x", None], [None, "y", 2.5]], "a", "b", "c"), "polars")
    assert frame.schema == {"a": pl.Int64, "b": pl.String, "c": pl.Float64}
    assert frame.to_dict(as_series=False) == {"a": [1, None], "b": ["x", "y"], "c": [None, 2.5]}
    assert table.from_payload(payload([], "a"), "polars").columns == ["a"]
    assert table.from_payload(payload([[1], [2, 3]], "a", "b"), "polars").rows() == [(1, None), (2, 3)]
    assert table.from_payload(payload([[1], ["x"]], "a"), "polars").rows() == [("1",), ("x",)]
    assert table.from_payload(payload([[2**70], [1]], "a"), "polars").height == 2


def test_a_function_gets_a_list() -> None:
    rows = [[1, None], ["x", True]]
    assert table.from_payload(payload(rows, "a", "b"), "array") == rows


@pytest.mark.parametrize("type", ["pandas", "numpy", "polars", "array"])
def test_nothing_is_an_empty_table(type: Any) -> None:
    empty = table.from_payload(None, type, ["p", "q"])
    assert len(empty) == 0
    if type in ("pandas", "polars"):
        assert list(empty.columns) == ["p", "q"]


def test_the_authors_headers_serve_where_the_payload_has_none() -> None:
    assert list(table.from_payload({"data": [[1, 2, 3]]}, "pandas", ["p"]).columns) == ["p", "2", "3"]


@pytest.mark.parametrize("type", ["pandas", "polars", "numpy", "array"])
@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ([[1, 2]], "Expected a table as"),
        ("hi", "Expected a table as"),
        ({"headers": ["a"]}, "Expected a table as"),
        ({"path": "x"}, "Expected a table as"),
        ({"headers": ["a"], "data": [[1], 2]}, "Expected a list of cells as row 2 of the table, got int"),
        ({"headers": {"a": 1}, "data": []}, "Expected a list of headers, got dict"),
        ({"headers": [{"a": 1}], "data": [[1]]}, "Expected text as a header of the table, got {'a': 1}"),
        ({"headers": [["a", ["b"]]], "data": [[1]]}, "Expected text as a header"),
    ],
    ids=str,
)
def test_what_is_no_table_is_refused(sent: Any, message: str, type: Any) -> None:
    with pytest.raises(InvalidPayload, match=message):
        table.from_payload(sent, type)


@pytest.mark.parametrize(
    ("type", "sent", "message"),
    [
        ("pandas", payload([[1], [1, 2]], "a"), "Row 2 has 2 cells, but the table has 1 columns"),
        ("polars", payload([[1, 2]], "a"), "Row 1 has 2 cells, but the table has 1 columns"),
        ("polars", payload([[1, 2]], "a", "a"), "a different header for each column"),
        ("polars", payload([["\ud800"]], "a"), "does not fit a DataFrame"),
        ("numpy", payload([[1], [1, 2]], "a", "b"), "rows of equal length"),
    ],
)
def test_rows_that_do_not_fit_are_refused(type: Any, sent: Any, message: str) -> None:
    with pytest.raises(InvalidPayload, match=message):
        table.from_payload(sent, type)


@pytest.mark.parametrize(("library", "extra"), [("pandas", "data"), ("polars", "polars"), ("numpy", "data")])
def test_a_missing_library_is_named(library: Any, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=rf"{library} is needed to .*'portico\[{extra}\]'"):
        table.from_payload(payload([[1]], "a"), library)
    assert table.from_payload(payload([[1]], "a"), "array") == [[1]]


def test_a_list_needs_no_library() -> None:
    import subprocess

    program = (
        "import sys\n"
        "from portico.media import table\n"
        "table.to_payload([[1, 2.5, 'x', None]])\n"
        "table.from_payload({'headers': ['a'], 'data': [[1]]}, 'array')\n"
        "assert not {'numpy', 'pandas', 'polars', 'PIL', 'matplotlib'} & set(sys.modules), 'imported for nothing'\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_there_and_back() -> None:
    frame = Frame({"a": [1, 2], "b": ["x", "y"], "c": [1.5, np.nan], "d": [True, False]})
    pd.testing.assert_frame_equal(table.from_payload(decode(encode(table.to_payload(frame)))), frame)
