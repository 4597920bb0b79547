"""Radio and CheckboxGroup, and the choices that they share with Dropdown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import portico as gr
from portico.errors import BuildError, InvalidPayload
from portico.wire.codec import decode, encode

CHOICES = ["a", ("B", "b"), 3]
KINDS = [gr.Radio, gr.CheckboxGroup, gr.Dropdown]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("choices", "pairs"),
    [
        (CHOICES, [["a", "a"], ["B", "b"], ["3", 3]]),
        ([["Shown", "kept"]], [["Shown", "kept"]]),
        (None, []),
        (range(2), [["0", 0], ["1", 1]]),
        ({"x": 1, "y": 2}, [["x", "x"], ["y", "y"]]),
        (np.array(["u", "v"]), [["u", "u"], ["v", "v"]]),
        (np.array([1, 2]), [["1", 1], ["2", 2]]),
        ([True, 2.5], [["True", True], ["2.5", 2.5]]),
    ],
)
def test_choices_reach_the_page_as_pairs(kind: Any, choices: Any, pairs: list[Any]) -> None:
    assert decode(encode(kind(choices).props()))["choices"] == pairs


@pytest.mark.parametrize("kind", KINDS)
def test_choices_that_are_none_are_refused(kind: Any) -> None:
    for choices in ("abc", 5):
        with pytest.raises(BuildError, match=r"\(choices=…\) is a list"):
            kind(choices)
    with pytest.raises(BuildError, match=r"a pair \(label, value\), not \('a', 'b', 'c'\)"):
        kind([("a", "b", "c")])
    with pytest.raises(BuildError, match="is 'value' or 'index', not 'label'"):
        kind(["a"], type="label")


def test_radio_gives_the_value_or_the_index() -> None:
    assert [gr.Radio(CHOICES).preprocess(one) for one in ("a", "b", 3, None)] == ["a", "b", 3, None]
    assert [gr.Radio(CHOICES, type="index").preprocess(one) for one in ("a", "b", 3, None)] == [0, 1, 2, None]


@pytest.mark.parametrize("payload", ["B", "3", "zz", "", ["a"], {}, True])
def test_radio_refuses_what_it_does_not_offer(payload: Any) -> None:
    with pytest.raises(InvalidPayload, match="Radio expects one of 'a', 'b', 3, got "):
        gr.Radio(CHOICES).preprocess(payload)


def test_true_is_not_one() -> None:
    assert gr.Radio([0, 1]).preprocess(1) == 1
    with pytest.raises(InvalidPayload):
        gr.Radio([0, 1]).preprocess(True)
    with pytest.raises(InvalidPayload):
        gr.Radio([True, False]).preprocess(1)


def test_a_whole_float_comes_back_as_the_choice_it_is() -> None:
    # A browser writes 1.0 as 1.
    received = gr.Radio([1.0, 2.5]).preprocess(1)
    assert isinstance(received, float)


def test_a_message_lists_only_so_many_choices() -> None:
    with pytest.raises(InvalidPayload, match=r"0, 1, 2, 3, 4, 5, 6, 7 and 492 more, got 'x'"):
        gr.Radio(range(500)).preprocess("x")  # type: ignore[arg-type]


def test_a_group_gives_a_list() -> None:
    group = gr.CheckboxGroup(CHOICES)
    assert group.value == []
    assert [group.preprocess(one) for one in (None, [], ["b", 3])] == [[], [], ["b", 3]]
    assert gr.CheckboxGroup(CHOICES, type="index").preprocess(["b", 3]) == [1, 2]


@pytest.mark.parametrize("payload", ["a", {"a": 1}, ["zz"], [["a"]], 3])
def test_a_group_refuses_what_it_does_not_offer(payload: Any) -> None:
    with pytest.raises(InvalidPayload, match="CheckboxGroup expects"):
        gr.CheckboxGroup(CHOICES).preprocess(payload)


@pytest.mark.parametrize(
    ("value", "payload"),
    [(None, []), ("a", ["a"]), (3, [3]), (["a"], ["a"]), (("a", "b"), ["a", "b"]), (np.array(["a"]), ["a"])],
)
def test_a_group_shows_one_or_several(value: Any, payload: list[Any]) -> None:
    assert gr.CheckboxGroup(CHOICES).postprocess(value) == payload


@pytest.mark.parametrize(
    "build",
    [
        lambda: gr.Radio(["a", "b"], value="zz", label="Which"),
        lambda: gr.CheckboxGroup(["a", "b"], value=["a", "zz"], label="Which"),
        lambda: gr.Dropdown(["a", "b"], value="zz", label="Which"),
        lambda: gr.Dropdown(["a", "b"], value=["zz"], multiselect=True, label="Which"),
        lambda: gr.Dropdown(["a", "b"], value=lambda: "zz", label="Which"),
    ],
)
def test_a_value_that_is_no_choice_is_an_error_when_the_page_is_built(build: Any) -> None:
    said = r"Which: \w+ cannot show 'zz', which is not among its choices \('a', 'b'\)"
    with pytest.raises(BuildError, match=said), gr.Blocks():
        build()


@pytest.mark.parametrize("kind", KINDS)
def test_choices_may_come_after_the_value(kind: Any) -> None:
    with gr.Blocks():
        later = kind(value="x")
    assert later.value in ("x", ["x"])


@pytest.mark.parametrize("kind", KINDS)
def test_an_update_of_the_choices_decides_what_may_be_sent(kind: Any) -> None:
    block = kind(["a"], label="Which").updated({"choices": ["x", ("Y", "y")]})
    assert block.choices == [("x", "x"), ("Y", "y")]
    assert block.label == "Which"
    many = kind is gr.CheckboxGroup
    assert block.preprocess(["y"] if many else "y") == (["y"] if many else "y")
    with pytest.raises(InvalidPayload):
        block.preprocess(["a"] if many else "a")


def test_their_place_in_the_api() -> None:
    assert gr.Radio(CHOICES).api_info() == {"type": "string", "enum": ["a", "b", 3]}
    assert gr.CheckboxGroup(CHOICES).api_info() == {"type": "array", "items": {"type": "string", "enum": ["a", "b", 3]}}
    assert gr.Radio(CHOICES).example_payload() == "a"
    assert gr.CheckboxGroup(CHOICES).example_payload() == ["a"]
    assert gr.Radio().example_payload() is None


def test_a_long_payload_is_not_repeated_in_full() -> None:
    with pytest.raises(InvalidPayload) as refused:
        gr.Radio(["a"]).preprocess("z" * 100_000)
    assert len(str(refused.value)) < 200
