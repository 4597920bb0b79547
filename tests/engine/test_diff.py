"""Edit lists: applying them to the old value gives the new one, whatever the two are and whoever applies them."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from json_values import pairs, same

from portico.engine.diff import diff
from portico.lang.renewed import Renewed
from portico.wire.codec import decode, encode
from portico.wire.edits import applied


def as_documented(value: Any, edits: list[Any]) -> Any:
    """What both published clients do with an edit list, as the wire describes it: four actions, and no other."""
    for action, path, new in edits:
        if not path:
            assert action in ("replace", "append")
            value = value + new if action == "append" else new
            continue
        parent = value
        for step in path[:-1]:
            parent = parent[step]
        last = path[-1]
        # Python counts negative indexes from the end, and JavaScript takes keys for members that every object has.
        assert "__proto__" not in path
        assert not isinstance(last, int) or 0 <= last <= len(parent)
        if action == "replace":
            parent[last] = new
        elif action == "append":
            parent[last] += new
        elif action == "delete":
            del parent[last]
        elif isinstance(parent, list):
            assert action == "add"
            parent.insert(last, new)
        else:
            assert action == "add"
            assert last not in parent
            parent[last] = new
    return value


@pytest.mark.parametrize(
    ("old", "new", "edits"),
    [
        ("a", "ab", [("append", [], "b")]),
        ("a", "a", []),
        ("ab", "a", [("replace", [], "a")]),
        ("", "a", [("replace", [], "a")]),
        ([1, 2, 3], [1], [("delete", [1], None), ("delete", [1], None)]),
        ({"a": 1}, {"b": 1}, [("delete", ["a"], None), ("add", ["b"], 1)]),
        (True, 1, [("replace", [], 1)]),
        ([True], [1], [("replace", [0], 1)]),
        (1, 1.0, [("replace", [], 1.0)]),
        (None, "x", [("replace", [], "x")]),
        ([], {}, [("replace", [], {})]),
        ([{"content": "lo"}], [{"content": "long"}], [("append", [0, "content"], "ng")]),
        ([[[1, 2], [3]], 4], [[[1]]], [
            ("delete", [0, 0, 1], None), ("delete", [0, 1], None), ("delete", [1], None),
        ]),
        ({"a": {"__proto__": 1}}, {"a": {"__proto__": 2}}, [("replace", ["a"], {"__proto__": 2})]),
        ({"__proto__": [1]}, {"__proto__": [1]}, []),
        ({"__proto__": [1]}, {"__proto__": [True]}, [("replace", [], {"__proto__": [True]})]),
    ],
)  # fmt: skip
def test_known_pairs(old: Any, new: Any, edits: list[Any]) -> None:
    assert diff(old, new) == edits
    assert same(as_documented(copy.deepcopy(old), edits), new)


@settings(max_examples=500, deadline=None)
@given(pairs())
def test_every_applier_comes_to_the_new_value(pair: tuple[Any, Any]) -> None:
    old, new = pair
    before = copy.deepcopy(old)
    edits = diff(old, new)
    assert same(applied(old, edits), new)
    assert same(old, before)
    travelled = decode(encode(edits)) if encodable(new) else edits
    assert same(as_documented(copy.deepcopy(old), copy.deepcopy(travelled)), new)
    assert same(as_the_python_client(copy.deepcopy(old), copy.deepcopy(travelled)), new)
    assert not edits or not same(old, new)


def encodable(value: Any) -> bool:
    """Whether a value comes back from the wire as it was."""
    return same(decode(encode(value)), value)


def as_the_python_client(value: Any, edits: list[Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from gradio_client.utils import apply_diff
    return apply_diff(value, edits)


@given(pairs())
def test_what_edits_leave_alone_is_shared(pair: tuple[Any, Any]) -> None:
    old, _ = pair
    value = [old, "a"]
    after = applied(value, [("append", [1], "b")])
    assert after[0] is old
    assert diff(value, after) == [("append", [1], "b")]


def test_a_list_that_knows_what_is_new_in_it_is_looked_at_there_only() -> None:
    class Untouchable(dict[str, Any]):
        def items(self) -> Any:
            raise AssertionError("looked into")

    old = Renewed([Untouchable(a=1), {"a": "b"}, Untouchable(a=1)])
    new = Renewed.of(old)
    new.put(1, {"a": "bc"})
    new.put(3, "more")
    assert diff(old, new) == [("append", [1, "a"], "c"), ("add", [3], "more")]


def test_a_list_made_of_another_one_is_compared_as_a_whole() -> None:
    old = Renewed(["a", "b"])
    new = Renewed.of(old)
    new.put(1, "c")
    assert diff(old, new) == [("replace", [1], "c")]
    assert diff(Renewed(["x", "b"]), new) == [("replace", [0], "a"), ("replace", [1], "c")]
    assert diff(["x", "b"], new) == [("replace", [0], "a"), ("replace", [1], "c")]
    assert diff(old, Renewed.of(old, 1)) == [("delete", [1], None)]


def test_where_elements_change_their_places_all_are_compared() -> None:
    old = Renewed(["a", "b"])
    moved = applied(old, [("replace", [1], "c"), ("add", [0], "z")])
    assert diff(old, moved) == [("replace", [0], "z"), ("replace", [1], "a"), ("add", [2], "c")]
    fewer = applied(old, [("delete", [0], None)])
    assert diff(old, fewer) == [("replace", [0], "b"), ("delete", [1], None)]
