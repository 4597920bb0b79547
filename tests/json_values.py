"""Values of any shape that JSON can carry, for what must hold of all of them, and when two are the same."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

TEXTS = st.sampled_from(["", "a", "ab", "abc", "b", "é", "😀", "😀a", "\u2028", "__proto__", "0", "null"])
NUMBERS = st.integers(-2, 2) | st.sampled_from([0.0, 0.5, 1.0, 2**53, -(2**70)])
KEYS = st.sampled_from(["a", "b", "", "0", "length", "constructor", "__proto__", "toString", "é"])
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=14,
)


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: `True` is not `1`, and the order of members does not count."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two values, the second of which is the first with a change here and there."""
    first = draw(VALUES)
    return first, draw(changed(first))


@st.composite
def changed(draw: st.DrawFn, value: Any) -> Any:
    """A value like another one, with members changed, dropped and added."""
    choice = draw(st.integers(0, 9))
    if choice == 0:
        return draw(VALUES)
    if isinstance(value, str):
        return value + draw(TEXTS)
    if isinstance(value, list):
        kept = [draw(changed(one)) if draw(st.booleans()) else one for one in value if draw(st.integers(0, 4))]
        return kept + draw(st.lists(VALUES, max_size=2))
    if isinstance(value, dict):
        kept = {k: draw(changed(v)) if draw(st.booleans()) else v for k, v in value.items() if draw(st.integers(0, 4))}
        return kept | draw(st.dictionaries(KEYS, VALUES, max_size=1))
    return draw(LEAVES) if choice < 4 else value
