"""Dropdown: one or several choices, or a text of the visitor's own."""

from __future__ import annotations

from typing import Any

import pytest

import portico as gr
from portico.errors import BuildError, InvalidPayload

CHOICES = ["a", ("B", "b"), 3]


def test_without_a_value_it_stands_at_the_first_choice_or_at_none_of_several() -> None:
    assert gr.Dropdown(CHOICES).value == "a"
    assert gr.Dropdown(CHOICES, value=None).value is None
    assert gr.Dropdown(CHOICES, multiselect=True).value == []
    assert gr.Dropdown().value is None


@pytest.mark.parametrize("payload", [None, [], ""])
def test_submitted_empty_it_gives_none(payload: Any) -> None:
    assert gr.Dropdown(CHOICES).preprocess(payload) is None
    assert gr.Dropdown(CHOICES, type="index").preprocess(payload) is None
    assert gr.Dropdown().preprocess(payload) is None


@pytest.mark.parametrize("payload", [None, []])
def test_submitted_empty_several_give_an_empty_list(payload: Any) -> None:
    assert gr.Dropdown(CHOICES, multiselect=True).preprocess(payload) == []
    assert gr.Dropdown(CHOICES, multiselect=True, type="index").preprocess(payload) == []


def test_a_choice_that_is_the_empty_text_is_a_choice() -> None:
    assert gr.Dropdown([("Nothing", ""), "a"]).preprocess("") == ""
    assert gr.Dropdown([("Nothing", ""), "a"], type="index").preprocess("") == 0


def test_it_gives_the_value_or_the_index() -> None:
    assert gr.Dropdown(CHOICES).preprocess("b") == "b"
    assert gr.Dropdown(CHOICES, type="index").preprocess(3) == 2
    assert gr.Dropdown(CHOICES, multiselect=True).preprocess(["b", 3]) == ["b", 3]
    assert gr.Dropdown(CHOICES, multiselect=True, type="index").preprocess(["b", 3]) == [1, 2]


@pytest.mark.parametrize("payload", ["B", "zz", ["a"], {"a": 1}])
def test_what_it_does_not_offer_is_refused(payload: Any) -> None:
    with pytest.raises(InvalidPayload, match="Dropdown expects one of 'a', 'b', 3, got "):
        gr.Dropdown(CHOICES).preprocess(payload)


def test_several_are_a_list_of_at_most_so_many() -> None:
    box = gr.Dropdown(CHOICES, multiselect=True, max_choices=2)
    assert box.preprocess(["a", "b"]) == ["a", "b"]
    with pytest.raises(InvalidPayload, match="at most 2 choices, got 3"):
        box.preprocess(["a", "b", 3])
    with pytest.raises(InvalidPayload, match="expects a list"):
        box.preprocess("a")


def test_a_visitors_own_text_is_received_and_has_no_index() -> None:
    own = {"allow_custom_value": True}
    assert gr.Dropdown(CHOICES, **own).preprocess("zz") == "zz"
    assert gr.Dropdown(CHOICES, **own).preprocess("") == ""
    assert gr.Dropdown(CHOICES, **own, type="index").preprocess("zz") is None
    assert gr.Dropdown(CHOICES, **own, multiselect=True).preprocess(["a", "zz"]) == ["a", "zz"]
    assert gr.Dropdown(CHOICES, **own, multiselect=True, type="index").preprocess(["a", "zz"]) == [0, None]
    with pytest.raises(InvalidPayload, match="one value"):
        gr.Dropdown(CHOICES, **own).preprocess({"x": 1})


@pytest.mark.parametrize(
    ("value", "payload"), [(None, None), ("a", ["a"]), (["a", 3], ["a", 3]), (("a", "b"), ["a", "b"]), ({"a"}, ["a"])]
)
def test_a_result_for_several_is_a_list(value: Any, payload: Any) -> None:
    assert gr.Dropdown(CHOICES, multiselect=True).postprocess(value) == payload


def test_a_result_for_one_is_the_value() -> None:
    assert [gr.Dropdown(CHOICES).postprocess(one) for one in ("b", 3, None)] == ["b", 3, None]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"value": ["a"]}, "shows one value; .* Give one, or multiselect=True"),
        ({"value": ["a", "b"], "multiselect": True, "max_choices": 1}, "takes 1 choices at most"),
    ],
)
def test_a_first_value_that_it_cannot_show(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(BuildError, match=said), gr.Blocks():
        gr.Dropdown(["a", "b"], **arguments)


def test_any_first_value_will_do_where_visitors_may_write_their_own() -> None:
    with gr.Blocks():
        assert gr.Dropdown(["a"], value="zz", allow_custom_value=True).value == "zz"


def test_parameters_that_exclude_each_other_are_told() -> None:
    with pytest.warns(UserWarning, match="has no effect without multiselect"):
        gr.Dropdown(CHOICES, max_choices=2)
    with pytest.warns(UserWarning, match="always filterable"):
        assert gr.Dropdown(CHOICES, allow_custom_value=True, filterable=False).filterable is True
    with pytest.raises(BuildError, match="max_choices=…"):
        gr.Dropdown(CHOICES, multiselect=True, max_choices=0)


def test_one_returned_from_a_function_changes_only_what_it_was_given() -> None:
    assert gr.Dropdown(choices=["x"]).given == {"choices": ["x"]}
    changed = gr.Dropdown(["a", "b"], value="b", label="L").updated({"choices": ["x", "y"]})
    assert (changed.label, changed.choices, changed.value) == ("L", [("x", "x"), ("y", "y")], None)


def test_its_place_in_the_api() -> None:
    one = {"type": "string", "enum": ["a", "b", 3]}
    assert gr.Dropdown(CHOICES).api_info() == one
    assert gr.Dropdown(CHOICES, multiselect=True).api_info() == {"type": "array", "items": one}
    assert gr.Dropdown(CHOICES).example_payload() == "a"
    assert gr.Dropdown(CHOICES, multiselect=True).example_payload() == ["a"]
    assert gr.Dropdown().example_payload() is None
