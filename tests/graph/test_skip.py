"""`gr.skip()` and updates as answers: for one output of several, for all, and between the steps of a generator."""

from __future__ import annotations

from typing import Any

import pytest

import portico as gr

NOTHING = {"__type__": "update"}


def whole() -> Any:
    return gr.skip()


def one_of_two() -> Any:
    return gr.skip(), 2


def page_of(page: Any, fn: Any, count: int) -> Any:
    with gr.Blocks() as demo:
        gr.Button().click(fn, None, [gr.Textbox("first"), gr.Number(1)][:count], api_name="f")
    return page(demo)


@pytest.mark.parametrize(
    ("fn", "count", "answer"),
    [
        (whole, 1, [NOTHING]),
        (whole, 2, [NOTHING, NOTHING]),
        (lambda: [gr.skip()], 1, [NOTHING]),
        (one_of_two, 2, [NOTHING, 2]),
        (lambda: (gr.update(), gr.update()), 2, [NOTHING, NOTHING]),
    ],
)
def test_what_is_skipped_stays_as_it_is(page: Any, fn: Any, count: int, answer: list[Any]) -> None:
    assert page_of(page, fn, count).data(("f",)) == answer


def steps() -> Any:
    yield "one", 1
    yield gr.skip()
    yield gr.skip(), 2
    yield gr.update(label="New"), gr.skip()
    yield "last", 3


async def later_steps() -> Any:
    for step in steps():
        yield step


@pytest.mark.parametrize("fn", [steps, later_steps])
def test_a_generator_may_skip_some_outputs_or_a_whole_step(page: Any, fn: Any) -> None:
    messages = page_of(page, fn, 2).call(("f",), simple=True)[0]
    rows = [one["output"]["data"] for one in messages if one["msg"] == "process_generating"]
    assert rows == [
        ["one", 1],
        [NOTHING, NOTHING],
        [NOTHING, 2],
        [{"__type__": "update", "label": "New"}, NOTHING],
        ["last", 3],
    ]
    assert messages[-2]["output"]["data"] == ["last", 3]


def test_a_skipped_state_keeps_its_value(page: Any) -> None:
    with gr.Blocks() as demo:
        kept, box = gr.State("kept"), gr.Textbox()
        press = gr.Button().click
        press(gr.skip, None, [kept, box], api_name="skip")
        press(lambda: (gr.update(), "x"), None, [kept, box], api_name="update")
        press(lambda: gr.update(value="new"), None, kept, api_name="set")
        press(lambda value: value, kept, box, api_name="show")
    app = page(demo)
    assert app.data(("skip",), ("update",), ("show", None)) == ["kept"]
    assert app.data(("set",), ("show", None)) == ["new"]


def test_what_an_update_changed_in_a_step_counts_for_the_next_step(page: Any) -> None:
    def grow() -> Any:
        yield gr.Slider(maximum=500)
        yield 400

    with gr.Blocks() as demo:
        slider, box = gr.Slider(0, 100), gr.Textbox()
        gr.Button().click(grow, None, slider, api_name="grow")
        gr.Button().click(str, slider, box, api_name="read")
    app = page(demo)
    assert app.data(("grow",)) == [400]
    assert app.data(("read", 400)) == ["400"]
    assert "100 or less" in app.data(("read", 400), session="another")


def test_an_update_of_a_value_goes_through_the_component(page: Any) -> None:
    with gr.Blocks() as demo:
        number = gr.Number(precision=0)
        press = gr.Button().click
        press(lambda: gr.update(value=2.6), None, number, api_name="update")
        press(lambda: gr.Number(value=2.6, precision=1), None, number, api_name="component")
        press(lambda: gr.update(value=lambda: 2.6), None, number, api_name="function")
    app = page(demo)
    assert app.data(("update",))[0]["value"] == 3
    assert app.data(("component",))[0]["value"] == 2.6
    assert app.data(("function",), session="another")[0]["value"] == 3
