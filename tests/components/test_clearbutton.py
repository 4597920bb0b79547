"""ClearButton: what its press does in the browser and, for a State, on the server."""

from __future__ import annotations

import pytest

import portico as gr
from portico.errors import BuildError


def test_it_empties_in_the_browser_each_component_its_own_way() -> None:
    with gr.Blocks() as demo:
        texts = [gr.Textbox("x"), gr.Number(3)]
        fields = [*texts, gr.Slider(2, 5, 4), gr.Checkbox(True), gr.CheckboxGroup(["a"], value="a")]
        button = gr.ClearButton(fields)
    (listener,) = demo.listeners.values()
    assert listener.asked.js == "() => [null, null, 2, false, []]"
    assert listener.asked.triggers == [(button, "click")]
    assert listener.outputs == fields
    assert (listener.fn, listener.queue) == (None, False)
    assert (listener.api_name, listener.api_visibility) == ("js_fn", "private")


def test_it_looks_and_counts_as_a_button() -> None:
    props = gr.ClearButton(variant="stop", size="sm").props()
    assert gr.ClearButton.wire_type() == "button"
    assert (props["name"], props["value"], props["variant"], props["size"]) == ("button", "Clear", "stop", "sm")
    assert "components" not in props


def test_more_components_are_added_later() -> None:
    with gr.Blocks() as demo:
        button = gr.ClearButton()
        box = gr.Textbox()
        number = gr.Number()
        assert button.add(box).add([number]) is button
        button.add(None)
    assert [one.outputs for one in demo.listeners.values()] == [[box], [number]]
    assert [one.api_name for one in demo.listeners.values()] == ["js_fn", "js_fn_1"]


def test_one_made_outside_the_page_listens_where_it_is_placed() -> None:
    box = gr.Textbox(render=False)
    button = gr.ClearButton(box)
    with gr.Blocks() as demo:
        box.render()
        button.render()
    assert [one.outputs for one in demo.listeners.values()] == [[box]]


def test_a_state_goes_back_to_its_first_value_on_the_server() -> None:
    first = {"basket": []}
    with gr.Blocks() as demo:
        box, state = gr.Textbox(), gr.State(first)
        gr.ClearButton([box, state], api_name="reset", api_visibility="public")
    script, step = demo.listeners.values()
    assert (script.asked.js, script.api_name, script.api_visibility) == ("() => [null, null]", "reset", "private")
    assert (step.outputs, step.api_name, step.api_visibility) == ([state], "reset_1", "public")
    assert step.fn is not None
    assert step.fn() == first
    assert step.fn() is not first


def test_each_of_several_states_gets_its_own() -> None:
    with gr.Blocks() as demo:
        gr.ClearButton([gr.State(1), gr.State([])])
    step = list(demo.listeners.values())[-1]
    assert step.fn is not None
    assert step.fn() == [1, []]
    assert (step.api_name, step.api_visibility) == ("lambda", "undocumented")


def test_what_is_no_component_is_refused() -> None:
    with pytest.raises(BuildError, match="ClearButton empties components, but 'box' is a str"):
        gr.ClearButton(["box"])  # type: ignore[list-item]


def test_an_update_adds_no_listener() -> None:
    with gr.Blocks() as demo:
        button = gr.ClearButton(gr.Textbox())
        button.updated({"value": "Empty"})
    assert len(demo.listeners) == 1
