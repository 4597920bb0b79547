"""Steps that wait for a slow reader become one, and the reader ends where it would have ended."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from json_values import TEXTS, VALUES, same

from portico.engine.diff import diff
from portico.wire.codec import decode, encode
from portico.wire.edits import MANY, Changes, applied, joined
from portico.wire.messages import Edit, Output, ProcessGenerating


def changes(*lists: list[Edit], states: list[int] | None = None) -> ProcessGenerating:
    return ProcessGenerating("e", Changes([*lists], is_generating=True, changed_state_ids=states or []))


def whole(*values: Any) -> ProcessGenerating:
    return ProcessGenerating("e", Output([*values], is_generating=True))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Any, list[list[Edit]]]:
    """A value, and the edits of some steps that change it here and there."""
    first = value = draw(VALUES.filter(lambda one: isinstance(one, (list, dict))))
    steps: list[list[Edit]] = []
    for _ in range(draw(st.integers(2, 6))):
        edits: list[Edit] = []
        for _ in range(draw(st.integers(0, 3))):
            edit = draw(an_edit(value))
            value = applied(value, [edit])
            edits.append(edit)
        steps.append(edits)
    return first, steps


@st.composite
def an_edit(draw: st.DrawFn, value: Any) -> Edit:
    path: list[str | int] = []
    inside, actions = value, ["replace"]
    while isinstance(inside, (list, dict)) and draw(st.integers(0, 5)):
        places = list(range(len(inside))) if isinstance(inside, list) else list(inside)
        if not places or draw(st.integers(0, 5)) == 0:
            new = [name for name in ("a", "b", "c", "d") if name not in inside]
            place = draw(st.integers(0, len(inside)) if isinstance(inside, list) else st.sampled_from(new or ["e"]))
            return "add", [*path, place], draw(VALUES)
        path = [*path, draw(st.sampled_from(places))]
        inside = inside[path[-1]]
        actions = ["replace", "delete"]
    if isinstance(inside, str):
        actions = ["append", "append", "append", *actions]
    action: Any = draw(st.sampled_from(actions))
    return action, path, draw(TEXTS if action == "append" else VALUES) if action != "delete" else None


@settings(max_examples=300)
@given(histories())
def test_joined_changes_lead_where_the_single_ones_lead(history: tuple[Any, list[list[Edit]]]) -> None:
    first, steps = history
    expected = first
    together = changes([])
    for edits in steps:
        expected = applied(expected, edits)
        together = joined(together, changes(edits))
    assert isinstance(together.output, Changes)
    assert same(applied(first, together.output.data[0]), expected)


@given(st.lists(VALUES, min_size=2, max_size=5))
def test_a_whole_value_takes_the_changes_up(values: list[Any]) -> None:
    before = copy.deepcopy(values)
    together = whole(values[0])
    for old, new in itertools.pairwise(values):
        together = joined(together, changes(diff(old, new)))
    assert type(together.output) is Output
    assert same(together.output.data[0], values[-1])
    assert same(values, before)


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ([("append", [1, "c"], "a")], [("append", [1, "c"], "b")], [("append", [1, "c"], "ab")]),
        ([("append", ["a"], "x"), ("append", ["b"], "x")], [("append", ["a"], "y")], "ab"),
        ([("replace", ["a"], 1)], [("replace", ["a"], 2)], [("replace", ["a"], 2)]),
        ([("add", [3], "x")], [("append", [3], "y")], [("add", [3], "xy")]),
        ([("add", [3], "x")], [("delete", [3], None)], []),
        ([("append", [0], "x")], [("replace", [], None)], [("replace", [], None)]),
        ([], [("append", [], "x")], [("append", [], "x")]),
        ([("append", [], "x")], [], [("append", [], "x")]),
    ],
)
def test_what_an_edit_set_is_changed_in_its_place(first: Any, second: Any, both: Any) -> None:
    expected = [("append", ["a"], "xy"), ("append", ["b"], "x")] if both == "ab" else both
    assert joined(changes(first), changes(second)).output.data == [expected]


def test_an_element_that_moved_is_not_taken_for_the_one_before() -> None:
    value = ["a", "b", "c"]
    first: list[Edit] = [("append", [2], "1"), ("delete", [0], None)]
    second: list[Edit] = [("append", [1], "2"), ("delete", [0], None)]
    together = joined(changes(first), changes(second))
    assert applied(value, together.output.data[0]) == ["c12"]


def test_a_row_that_came_and_went_takes_its_words_along() -> None:
    first: list[Edit] = [("add", [0], "new"), ("append", [1], "!")]
    together = joined(changes(first), changes([("delete", [0], None)]))
    assert applied(["old"], together.output.data[0]) == ["old!"]


def test_a_reader_who_never_reads_costs_no_more_than_the_value() -> None:
    value: list[Any] = []
    together = changes([])
    for step in range(5 * MANY):
        edits: list[Edit] = [("add", [0], step)] if step % 3 else [("add", [0], step), ("delete", [1], None)]
        before, value = value, applied([*value, 0] if len(value) < 2 else value, edits)
        edits = edits if len(before) >= 2 else [("replace", [], value)]
        message = changes(edits)
        message.output.whole = [value]  # type: ignore[attr-defined]
        together = joined(together, message)
        assert len(together.output.data[0]) <= MANY
    assert applied([], together.output.data[0]) == value


def test_what_else_a_step_says_is_kept() -> None:
    first, second = changes([("append", [], "a")], states=[1, 2]), changes([("append", [], "b")], states=[2, 3])
    second.output.duration = 2.0
    together = joined(first, second)
    assert (together.output.changed_state_ids, together.output.duration) == ([1, 2, 3], 2.0)
    assert first.output.data == [[("append", [], "a")]]


def test_whole_values_follow_each_other_for_readers_of_whole_values() -> None:
    together = joined(whole("a", 1), whole("b", 2))
    assert type(together.output) is Output
    assert together.output.data == ["b", 2]


def test_a_whole_value_after_changes_is_said_as_a_change() -> None:
    together = joined(changes([("append", [], "a")]), whole("b"))
    assert isinstance(together.output, Changes)
    assert together.output.data == [[("replace", [], "b")]]


def test_changes_travel_like_any_output() -> None:
    message = changes([("append", [], "a")])
    message.output.whole = ["the whole"]  # type: ignore[attr-defined]
    assert decode(encode(message))["output"]["data"] == [[["append", [], "a"]]]
    assert b"whole" not in encode(message)


@pytest.mark.parametrize(
    ("value", "edit"),
    [
        ([1], ("replace", [1], 2)),
        ([1], ("delete", [-1], None)),
        ([1], ("add", [2], 1)),
        ({"a": 1}, ("append", ["a"], "b")),
        ({"a": 1}, ("delete", ["b"], None)),
        ("a", ("replace", ["a"], 1)),
        ("a", ("add", [], "b")),
        ([1], ("replace", ["0"], 2)),
        ([1], ("replace", [True], 2)),
        ({"a": [1]}, ("replace", ["b", 0], 2)),
    ],
)
def test_an_edit_that_fits_nowhere_is_refused(value: Any, edit: Any) -> None:
    with pytest.raises(ValueError, match="An edit"):
        applied(value, [edit])
