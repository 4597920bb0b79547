"""Lists made of earlier ones: each stays as it was given, and knows where it differs from the one before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portico.lang.renewed import Renewed, Renewing

CHANGES = st.lists(st.lists(st.tuples(st.floats(0, 1), st.integers())), max_size=6)


@given(st.lists(st.integers()), CHANGES)
def test_each_list_knows_where_it_differs_from_the_one_before(
    first: list[int], changes: list[list[tuple[float, int]]]
) -> None:
    making = Renewing(first)
    before = making.given()
    expected = list(first)
    assert before == expected
    assert not before.is_of(Renewed())
    for change in changes:
        kept, put = list(before), [*before.fresh]
        places: list[int] = []
        for where, element in change:
            at = int(where * len(expected))
            expected[at : at + 1] = [element]
            making.put(at, element)
            places.append(at)
        after = making.given()
        assert (after, before, len(making)) == (expected, kept, len(expected))
        assert after.is_of(before)
        assert not before.is_of(after)
        assert (after.fresh, before.fresh) == (places, put)
        before = after
