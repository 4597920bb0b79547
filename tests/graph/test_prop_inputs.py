"""Parameters that are annotated with a component's class: they receive its properties besides its value."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import portico as gr


def numbered(number: gr.Number, text: str, kept: gr.State) -> str:
    assert isinstance(number, SimpleNamespace)
    assert kept == "kept"
    return f"{number.label} {number.value!r} of {number.maximum} {text}"


@pytest.fixture
def app(page: Any) -> Any:
    with gr.Blocks() as demo:
        number = gr.Number(label="Seats", precision=0, maximum=9, render=False)
        text, kept = gr.Textbox(), gr.State("kept")
        number.render()
        press = gr.Button().click
        press(numbered, [number, text, kept], text, api_name="list")
        press(numbered, [number, text], text, inputs_kwargs={"kept": kept}, api_name="named")
        press(lambda: gr.Number(label="Places", maximum=5), None, number, api_name="change")
        press(raw, number, text, api_name="raw", preprocess=False)
        press(either, number, text, api_name="either")
    return page(demo)


def raw(number: gr.Number) -> str:
    return repr(number.value)


def either(number: gr.Number | None) -> str:
    return repr(number)


def test_the_page_is_told_which_inputs_to_send_whole(app: Any) -> None:
    told = {one["api_name"]: one["component_prop_inputs"] for one in app.demo.get_config_file()["dependencies"]}
    assert told == {"list": [0], "named": [0], "change": [], "raw": [0], "either": []}


def test_a_function_receives_what_the_page_shows_and_a_value_that_went_through_the_component(app: Any) -> None:
    shown = {"value": 3.4, "label": "Chairs", "maximum": 4, "own": 1}
    assert app.data(("list", shown, "left", None)) == ["Chairs 3 of 4 left"]
    assert app.data(("named", shown, "left", None)) == ["Chairs 3 of 4 left"]
    assert app.data(("raw", {"value": 3.4})) == ["3.4"]


def test_the_value_is_checked_against_what_the_server_knows_and_not_what_came_with_it(app: Any) -> None:
    assert "expects 9 or less, got 99" in app.data(("list", {"value": 99, "maximum": 100}, "", None))


def test_a_client_may_send_the_value_alone(app: Any) -> None:
    assert app.data(("list", 3.4, "left", None)) == ["Seats 3 of 9 left"]
    assert app.data(("list", None, "left", None)) == ["Seats None of 9 left"]


def test_what_this_session_changed_is_known(app: Any) -> None:
    assert app.data(("change",), ("list", 3, "left", None)) == ["Places 3 of 5 left"]


def test_one_class_among_others_asks_for_the_value(app: Any) -> None:
    assert app.data(("either", 3)) == ["3"]


def test_a_validator_receives_what_its_own_annotations_ask_for(page: Any) -> None:
    seen: list[Any] = []

    def check(number: float) -> Any:
        seen.append(number)
        return gr.validate(True, "")

    with gr.Blocks() as demo:
        number = gr.Number(label="Seats")
        gr.Button().click(lambda n: seen.append(n.label), number, api_name="value", validator=judge_label(seen))
        gr.Button().click(take_label, number, number, api_name="whole", validator=check)
    app = page(demo)
    app.call(("value", 3), ("whole", {"value": 3, "label": "Chairs"}))
    assert seen[0] == "Seats"
    assert seen[-1] == 3


def judge_label(seen: list[Any]) -> Any:
    def check(number: gr.Number) -> Any:
        seen.append(number.label)
        return gr.validate(True, "")

    return check


def take_label(number: gr.Number) -> int:
    return len(number.label)
