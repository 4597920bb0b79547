"""Edit lists: applying them to the old value gives the new one, whatever the two are."""

import copy
import random
from typing import Any

import pytest

from portico.engine.diff import diff


def apply(value: Any, edits: list[Any]) -> Any:
    """What a client does with an edit list."""
    value = copy.deepcopy(value)
    for action, path, new in edits:
        if not path:
            value = value + new if action == "append" else new
            continue
        parent = value
        for step in path[:-1]:
            parent = parent[step]
        last = path[-1]
        if action == "replace":
            parent[last] = new
        elif action == "append":
            parent[last] += new
        elif action == "delete":
            del parent[last]
        elif isinstance(parent, list):
            parent.insert(last, new)
        else:
            parent[last] = new
    return value


@pytest.mark.parametrize(
    ("old", "new", "edits"),
    [
        ("a", "ab", [("append", [], "b")]),
        ("a", "a", []),
        ("ab", "a", [("replace", [], "a")]),
        ([1, 2, 3], [1], [("delete", [1], None), ("delete", [1], None)]),
        ({"a": 1}, {"b": 1}, [("delete", ["a"], None), ("add", ["b"], 1)]),
        (True, 1, [("replace", [], 1)]),
        ([True], [1], [("replace", [0], 1)]),
        (1, 1.0, [("replace", [], 1.0)]),
        (None, "x", [("replace", [], "x")]),
        ([{"content": "lo"}], [{"content": "long"}], [("append", [0, "content"], "ng")]),
    ],
)
def test_known_pairs(old: Any, new: Any, edits: list[Any]) -> None:
    assert diff(old, new) == edits
    assert apply(old, edits) == new


def value_of(chance: random.Random, depth: int) -> Any:
    kind = chance.randrange(7 if depth else 5)
    if kind < 5:
        return chance.choice([None, True, 1, 1.5, "", "a", "ab", "abc"])
    if kind == 5:
        return [value_of(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {key: value_of(chance, depth - 1) for key in chance.sample("abcd", chance.randrange(4))}


def test_nested_lists_that_shrink_and_everything_else() -> None:
    chance = random.Random(7)
    for _ in range(5_000):
        old, new = value_of(chance, 4), value_of(chance, 4)
        result = apply(old, diff(old, new))
        assert result == new
        assert repr(result) == repr(new) or isinstance(new, (dict, list))
