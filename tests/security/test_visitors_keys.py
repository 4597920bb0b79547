"""Names that a visitor chooses change nothing but the visitor's own data."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

import portico as gr

UPDATE = {"__type__": "update", "value": "<img src=x onerror=hit()>", "sanitize_html": False, "visible": False}
NAMES = [
    "__class__",
    "__dict__",
    "__proto__",
    "constructor",
    "prototype",
    "preprocess",
    "_id",
    "graph",
    "number",
    "given",
]


def run(url: str, name: str, *data: Any) -> Any:
    reply = httpx.post(f"{url}/gradio_api/run/{name}", json={"data": data})
    assert reply.status_code == 200, reply.text
    return reply.json()["data"]


@pytest.fixture
def url(launched: Any) -> str:
    kept: list[Any] = []

    def whole(box: gr.Textbox) -> str:
        assert type(box) is SimpleNamespace
        return json.dumps(sorted(name for name in vars(box) if name in NAMES or name == "label"))

    with gr.Blocks() as demo:
        data, text, number = gr.JSON(), gr.Markdown(), gr.Number(maximum=5)
        box = gr.Textbox(label="Box")
        gr.Button().click(lambda given: given, data, text, api_name="as_text")
        gr.Button().click(lambda given: given, data, data, api_name="as_data")
        gr.Button().click(lambda given: (given, given), data, [data, text], api_name="as_both")
        gr.Button().click(lambda given: kept.append(given), data, None, api_name="keep")
        gr.Button().click(lambda: kept[-1], None, text, api_name="kept")
        gr.Button().click(lambda given: given, data, number, api_name="as_number")
        gr.Button().click(whole, box, text, api_name="whole")
    return launched(demo).url


@pytest.mark.requirement("R25")
def test_data_that_looks_like_an_update_is_data(url: str) -> None:
    (shown,) = run(url, "as_text", UPDATE)
    assert isinstance(shown, str)
    assert "sanitize_html" in shown
    # The page takes an object of that kind for an update, so the data comes inside one.
    assert run(url, "as_data", UPDATE) == [{"__type__": "update", "value": UPDATE}]
    both = run(url, "as_both", UPDATE)
    assert both[0] == {"__type__": "update", "value": UPDATE}
    assert isinstance(both[1], str)


@pytest.mark.requirement("R25", "R24")
def test_what_one_visitor_left_changes_no_property_of_anothers_page(url: str) -> None:
    run(url, "keep", UPDATE)
    (shown,) = run(url, "kept")
    assert isinstance(shown, str)


@pytest.mark.requirement("R25")
def test_an_update_in_a_list_is_data_too(url: str) -> None:
    assert run(url, "as_data", [UPDATE]) == [[UPDATE]]
    (shown,) = run(url, "as_text", [UPDATE])
    assert isinstance(shown, str)


@pytest.mark.requirement("R25")
def test_of_a_component_that_comes_whole_only_its_properties_are_taken(url: str) -> None:
    sent = {"__type__": "prop_inputs", "value": "v", "label": "mine", **dict.fromkeys(NAMES, "x")}
    assert run(url, "whole", sent) == ['["label"]']


@pytest.mark.requirement("R25")
def test_updates_of_the_program_are_updates(launched: Any) -> None:
    with gr.Blocks() as demo:
        text = gr.Markdown()
        gr.Button().click(lambda: gr.update(value="a", visible=False), None, text, api_name="update")
        gr.Button().click(lambda: gr.skip(), None, text, api_name="skip")
        gr.Button().click(lambda: gr.Markdown("b", visible=True), None, text, api_name="component")
    url = launched(demo).url
    assert run(url, "update") == [{"__type__": "update", "value": "a", "visible": False}]
    assert run(url, "skip") == [{"__type__": "update"}]
    assert run(url, "component") == [{"__type__": "update", "value": "b", "visible": True}]


HTML = {
    "component": "html",
    "value": "<img src=x onerror=hit()>",
    "props": {"js_on_load": "hit()"},
    "type": "component",
}
FORGED = [
    HTML,
    {**HTML, "seal": "0" * 64},
    {**HTML, "seal": "ä"},
    {**HTML, "seal": None},
    {"component": "markdown", "value": "<script>", "props": {"sanitize_html": False}, "type": "component"},
    {"component": "markdown", "value": "<script>", "props": {"sanitize_html": 0}, "type": "component"},
    {"component": "chatbot", "value": [{"role": "user", "content": [HTML]}], "props": {}, "type": "component"},
    {"component": "chatbot", "value": [], "props": {"sanitize_html": False}, "type": "component"},
]


@pytest.fixture
def chat(launched: Any) -> str:
    with gr.Blocks() as demo:
        talk = gr.Chatbot()
        gr.Button().click(lambda messages: messages, talk, talk, api_name="echo")
        own = [{"role": "assistant", "content": [gr.HTML("<b>own</b>", min_height=3.0, render=False), "words"]}]
        gr.Button().click(lambda: own, None, talk, api_name="own")
    return launched(demo).url


@pytest.mark.requirement("R24", "R25")
@pytest.mark.parametrize("part", FORGED)
def test_a_component_that_a_visitor_puts_into_a_conversation_shows_clean_text(chat: str, part: dict[str, Any]) -> None:
    (answer,) = run(chat, "echo", [{"role": "user", "content": [part]}])
    shown = json.dumps(answer)
    assert '"html"' not in shown
    assert "js_on_load" not in shown
    assert '"sanitize_html": false' not in shown
    assert '"sanitize_html": 0' not in shown


@pytest.mark.requirement("R24")
def test_a_component_of_the_programs_own_stays_what_it_was(chat: str) -> None:
    (own,) = run(chat, "own")
    assert own[0]["content"][0]["component"] == "html"
    as_a_browser_sends_it = json.loads(json.dumps(own).replace("3.0", "3"))
    (again,) = run(chat, "echo", as_a_browser_sends_it)
    assert again[0]["content"][0]["component"] == "html"
    assert again[0]["content"][0]["value"] == "<b>own</b>"
    own[0]["content"][0]["value"] = "<b>forged</b>"
    (forged,) = run(chat, "echo", own)
    assert forged[0]["content"][0]["component"] == "markdown"
