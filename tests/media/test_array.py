"""Any value as plain JSON. What stands here for plain values, numpy and pandas is what Gradio 6.31 answered."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import decimal
import enum
import pathlib
import sys
import uuid
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from portico.errors import ResultError
from portico.media.array import to_json
from portico.wire.codec import decode, encode


@dataclasses.dataclass
class Point:
    x: int = 1


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": 1}, {"a": 1}),
        ([1, "a", None], [1, "a", None]),
        ((1, 2), [1, 2]),
        ("text", "text"),
        ("é", "é"),
        (None, None),
        (True, True),
        (3, 3),
        (1.5, 1.5),
        (float("nan"), None),
        ({"a": float("inf")}, {"a": None}),
        (2**70, 2**70),
        (np.float64(1.5), 1.5),
        (np.float32(0.1), 0.1),
        (np.float16(0.5), 0.5),
        (np.int64(3), 3),
        (np.uint64(2**63), 2**63),
        (np.bool_(True), True),
        (np.str_("x"), "x"),
        (np.datetime64("2024-01-01"), "2024-01-01T00:00:00"),
        (np.datetime64("NaT"), None),
        (np.array([[1, 2]]), [[1, 2]]),
        (np.array(3), 3),
        (np.array([np.nan, 1]), [None, 1.0]),
        (np.array([0.1, 2.5], "f4"), [0.1, 2.5]),
        (np.array([[1, 2], [3, 4]]).T, [[1, 3], [2, 4]]),
        (np.array(["a", "b"]), ["a", "b"]),
        (np.array([1, "a", None], dtype=object), [1, "a", None]),
        (np.array(["2024-01-01"], dtype="M8[ns]"), ["2024-01-01T00:00:00"]),
        ({"a": {"b": [np.array([1]), {"c": np.float32(0.1)}]}}, {"a": {"b": [[1], {"c": 0.1}]}}),
        (collections.OrderedDict(a=1), {"a": 1}),
        (collections.Counter("ab"), {"a": 1, "b": 1}),
        (collections.deque([1]), [1]),
        ({3, 1, 2}, [1, 2, 3]),
        (dt.datetime(2024, 1, 1, 2, 3, 4), "2024-01-01 02:03:04"),
        (dt.datetime(2024, 1, 1, 2, 3, 4, 5), "2024-01-01 02:03:04.000005"),
        (dt.date(2024, 1, 1), "2024-01-01"),
        (dt.time(1, 2), "01:02:00"),
        (dt.timedelta(1), "1 day, 0:00:00"),
        (decimal.Decimal("1.5"), 1.5),
        (Point(), {"x": 1}),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (pathlib.PurePosixPath("/a"), "/a"),
        (1j, "1j"),
        (range(3), "range(0, 3)"),
        (len, "<built-in function len>"),
        (pd.Timestamp("2024-01-01"), "2024-01-01 00:00:00"),
        (pd.NA, None),
        (pd.NaT, None),
        (pd.DataFrame({"a": [1, 2]}), "   a\n0  1\n1  2"),
        (pd.Series([1, 2]), "0    1\n1    2\ndtype: int64"),
        ("\ud800", "?"),
    ],
    ids=repr,
)
def test_a_value_becomes_plain_json(value: Any, expected: Any) -> None:
    result = to_json(value)
    assert result == expected
    assert type(result) is type(expected)
    assert decode(encode(result)) == expected


def test_keys_become_text() -> None:
    keys = {1: "a", 2.5: "b", None: "c", np.int64(7): "d", Colour.RED: "e", dt.date(2024, 1, 1): "f"}
    assert to_json(keys) == {"1": "a", "2.5": "b", "null": "c", "7": "d", "red": "e", "2024-01-01": "f"}
    assert to_json({True: 1, False: 2}) == {"true": 1, "false": 2}


def test_a_pydantic_model_becomes_a_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    class BaseModel:
        def model_dump(self, mode: str) -> dict[str, Any]:
            return {"mode": mode, "when": dt.date(2024, 1, 1)}

    BaseModel.__module__ = "pydantic.main"
    monkeypatch.setitem(sys.modules, "pydantic.main", ModuleType("pydantic.main"))
    model = type("Answer", (BaseModel,), {})()
    assert to_json([model]) == [{"mode": "json", "when": "2024-01-01"}]


@pytest.mark.parametrize("value", [b"x", bytearray(b"x"), [b"x"], np.array([b"x"]), np.bytes_(b"x")], ids=repr)
def test_bytes_are_refused(value: Any) -> None:
    with pytest.raises(ResultError, match="Bytes have no form in JSON"):
        to_json(value)


def test_a_tuple_is_no_key() -> None:
    with pytest.raises(ResultError, match=r"Expected text or a number as key of a dictionary, got \(1, 2\)"):
        to_json({(1, 2): 3})


def test_a_list_that_holds_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ResultError, match="holds itself"):
        to_json(endless)
    mirror: dict[str, Any] = {}
    mirror["again"] = mirror
    with pytest.raises(ResultError, match="holds itself"):
        to_json(mirror)
    array = np.empty(1, dtype=object)
    array[0] = array
    with pytest.raises(ResultError, match="holds itself"):
        to_json(array)


def test_a_large_array_keeps_every_number() -> None:
    numbers = np.random.default_rng(0).random((300, 40)).astype("f4")
    assert np.array_equal(np.array(to_json(numbers), "f4"), numbers)
