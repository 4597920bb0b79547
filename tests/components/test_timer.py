"""Timer, and the one that a component with `every=` has made for it."""

from __future__ import annotations

from typing import Any

import pytest

import portico as gr
from portico.errors import BuildError, InvalidPayload


def test_it_ticks_quietly_unless_the_program_says_otherwise() -> None:
    with gr.Blocks() as demo:
        timer = gr.Timer(2.5, active=False)
        timer.tick(lambda: None)
        timer.tick(lambda: None, show_progress="full")
        timer.change(lambda: None)
    assert [one.asked.show_progress for one in demo.listeners.values()] == ["hidden", "full", "full"]
    assert timer.props() == {"value": 2.5, "active": False, "name": "timer", "preserved_by_key": ["value"]}


@pytest.mark.parametrize("value", [0, -2, "5", True, float("inf")])
def test_seconds_that_make_no_clock_are_refused(value: Any) -> None:
    with pytest.raises(BuildError, match="a number above 0"), gr.Blocks():
        gr.Timer(value)


def test_its_payload_is_its_seconds() -> None:
    assert gr.Timer().preprocess(3) == 3
    assert gr.Timer().preprocess(None) is None
    with pytest.raises(InvalidPayload, match="Timer expects seconds, got 'x'"):
        gr.Timer().preprocess("x")
    assert gr.Timer().api_info() == {"type": "number"}


def test_seconds_given_to_a_component_place_a_timer_after_it() -> None:
    with gr.Blocks() as demo, gr.Row() as row:
        before = gr.Textbox()
        number = gr.Number(lambda: 1, every=2)
        after = gr.Textbox()
    timer = number.timer
    form = before.parent
    assert (timer.value, timer.number) == (2, number.number + 1)
    assert form.children == [before, number, after]
    assert row.children == [form, timer]
    (load,) = demo.listeners.values()
    assert load.asked.triggers == [(timer, "tick"), (demo, "load")]
    assert load.asked.show_progress == "hidden"


def test_a_timer_given_to_a_component_is_used() -> None:
    with gr.Blocks() as demo:
        timer = gr.Timer(3)
        number = gr.Number(lambda a: a, inputs=gr.Textbox(), every=timer)
    assert number.timer is timer
    (load,) = demo.listeners.values()
    assert [name for _, name in load.asked.triggers] == ["change", "tick", "load"]


def test_a_component_made_outside_the_page_gets_its_timer_where_it_is_placed() -> None:
    clock = gr.Textbox(lambda: "now", every=1)
    with gr.Blocks() as demo:
        clock.render()
        clock.unrender()
        assert not demo.children
        clock.render()
    assert [type(block).__name__ for block in demo.children] == ["Form", "Timer"]


@pytest.mark.parametrize(("every", "said"), [("5", "is seconds or a gr.Timer"), (True, "seconds"), (0, "above 0")])
def test_every_that_makes_no_clock_is_refused(every: Any, said: str) -> None:
    with pytest.raises(BuildError, match=said), gr.Blocks():
        gr.Number(lambda: 1, every=every)


def test_every_needs_a_function_to_call() -> None:
    with pytest.raises(BuildError, match="give a function as value"), gr.Blocks():
        gr.Number(1, every=2)
