"""Copies of results: what is copied, what is shared, and what of the copy before is used again."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from portico.lang.snapshot import snapshot


def test_containers_are_copied_with_all_they_hold() -> None:
    value = {"rows": [[1, 2], {"a": {3}}], "pair": ([4],)}
    copied = snapshot(value)
    value["rows"][0].append(9)
    value["rows"][1]["a"].add(9)  # type: ignore[index]
    value["pair"][0].append(9)
    assert copied == {"rows": [[1, 2], {"a": {3}}], "pair": ([4],)}


@pytest.mark.parametrize(
    ("make", "spoil"),
    [
        (lambda: np.zeros(3), lambda v: v.fill(9)),
        (lambda: np.array([[1], None], object), lambda v: v[0].append(9)),
        (lambda: pd.DataFrame({"a": [1]}), lambda v: v.__setitem__("a", 9)),
        (lambda: Image.new("L", (1, 1)), lambda v: v.putpixel((0, 0), 9)),
        (lambda: bytearray(b"x"), lambda v: v.append(9)),
        (lambda: OrderedDict(a=[1]), lambda v: v["a"].append(9)),
    ],
)
def test_arrays_pictures_and_tables_are_copied(make: Any, spoil: Any) -> None:
    value = make()
    copied = snapshot([value])[0]
    spoil(value)
    assert type(copied) is type(value)
    assert np.array_equal(np.asarray(copied), np.asarray(make()))


def test_any_other_object_is_shared() -> None:
    class Model:
        pass

    model = Model()
    assert snapshot({"model": model})["model"] is model


def test_a_named_tuple_keeps_its_names() -> None:
    class Pair(NamedTuple):
        a: list[int]
        b: int

    copied = snapshot(Pair([1], 2))
    assert (copied.a, copied.b) == ([1], 2)


def test_what_holds_itself_is_copied_once() -> None:
    value: list[Any] = [1]
    value.append(value)
    copied = snapshot(value)
    assert copied is not value
    assert copied[1] is copied


def test_what_did_not_change_is_taken_from_the_copy_before() -> None:
    history: list[dict[str, Any]] = [{"text": "a", "files": [1]}, {"text": "b"}]
    first = snapshot(history)
    history[-1]["text"] += "c"
    second = snapshot(history, first)
    assert second == [{"text": "a", "files": [1]}, {"text": "bc"}]
    assert second[0] is first[0]
    assert first[1] == {"text": "b"}
    assert snapshot(history, second) is second


@pytest.mark.parametrize(("now", "then"), [([1], [True]), ([1], [1.0]), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ([], ())])
def test_what_only_seems_equal_is_not_taken_from_the_copy_before(now: Any, then: Any) -> None:
    assert repr(snapshot(now, then)) == repr(now)
