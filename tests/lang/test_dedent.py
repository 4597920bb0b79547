"""Text that is not indented passes whole; the result is always that of the standard library."""

import inspect

from hypothesis import given
from hypothesis import strategies as st

from portico.lang.dedent import cleaned


@given(st.text(st.sampled_from(" \n\t\r\v\fab😀\xa0"), max_size=12))
def test_the_result_is_the_standard_library_s(text: str) -> None:
    assert cleaned(text) == inspect.cleandoc(text)
