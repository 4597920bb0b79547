"""A shadow equals its value for as long as nothing in the value changes."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portico.lang.shadow import DEEPEST, NEVER, Same, shadow, unchanged

LEAVES = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, 2.5]) | st.sampled_from(["", "a"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.sampled_from(["a", "b", "__proto__"]), inner, max_size=3)
    ),
    max_leaves=10,
)


def exactly_the_same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(exactly_the_same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(exactly_the_same, one, other))
    return one == other


@given(VALUES, VALUES)
def test_it_equals_what_is_exactly_the_same(one: Any, other: Any) -> None:
    assert unchanged(shadow(one), copy.deepcopy(one))
    assert unchanged(shadow(one), other) == exactly_the_same(one, other)


@given(st.lists(VALUES, min_size=1, max_size=3), st.data())
def test_it_does_not_change_with_its_value(value: list[Any], data: st.DataObject) -> None:
    seen, before = shadow(value), copy.deepcopy(value)
    inside: Any = value
    while isinstance(inside, (list, dict)) and inside:
        keys = list(range(len(inside))) if isinstance(inside, list) else list(inside)
        holder, key = inside, data.draw(st.sampled_from(keys))
        inside = holder[key]
    holder[key] = data.draw(LEAVES)
    assert unchanged(seen, value) == exactly_the_same(before, value)


class Odd:
    def __eq__(self, other: object) -> bool:
        raise RuntimeError("not comparable")

    __hash__ = None  # type: ignore[assignment]


def test_what_it_cannot_look_into_counts_as_changed() -> None:
    for value in (object(), {1: "a"}, [set()], bytearray(b"a"), float("nan")):
        assert not unchanged(shadow(value), value)
    assert not unchanged(shadow(["a"]), [Odd()])


def test_arrays_in_the_place_of_texts_count_as_changed() -> None:
    numpy = pytest.importorskip("numpy")
    assert not unchanged(shadow(["a", 1]), [numpy.array(["a", "b"]), 1])


def test_the_caller_says_what_else_is_unchanged() -> None:
    one = object()
    assert unchanged(shadow([one], Same), [one])
    assert not unchanged(shadow([one], Same), [object()])


def test_a_list_that_holds_itself_has_an_end() -> None:
    value: list[Any] = []
    value.append(value)
    assert not unchanged(shadow(value), value)
    deep: Any = "a"
    for _ in range(DEEPEST + 1):
        deep = [deep]
    assert not unchanged(shadow(deep), deep)
    assert shadow(deep, lambda _: NEVER) is not deep
