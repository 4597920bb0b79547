"""Which misfits a component explains to everybody, and which only to the page."""

from __future__ import annotations

from typing import Any

import pytest

import portico as gr
from portico.errors import InvalidPayload, NotAccepted
from portico.wire.files import FileData

REFUSED: list[tuple[str, Any, Any, bool]] = [
    ("no choice", lambda: gr.Radio(["a"]), "b", True),
    ("no choice of several", lambda: gr.CheckboxGroup(["a"]), ["b"], True),
    ("no choice of a list", lambda: gr.Dropdown(["a"]), "b", True),
    ("too many choices", lambda: gr.Dropdown(["a", "b"], multiselect=True, max_choices=1), ["a", "b"], True),
    ("above the range", lambda: gr.Number(maximum=2), 3, True),
    ("below the range", lambda: gr.Slider(1, 2), 0, True),
    ("another type of file", lambda: gr.File(file_types=[".txt"]), FileData("x.png"), True),
    ("no number", lambda: gr.Number(), "x", False),
    ("no list", lambda: gr.CheckboxGroup(["a"]), "a", False),
    ("no file", lambda: gr.File(), 3, False),
]


@pytest.mark.parametrize(("make", "payload", "told"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_a_value_of_the_right_kind_is_not_accepted_and_another_is_invalid(make: Any, payload: Any, told: bool) -> None:
    with pytest.raises(InvalidPayload) as refused:
        make().preprocess(payload)
    assert isinstance(refused.value, NotAccepted) is told
