"""Each parameter of each component and layout can be changed by a function: the page is told, and later calls know.

What the page is told is compared with what it would have been told of a component that was made so.
"""

from __future__ import annotations

import inspect
import json
from typing import Any

import pytest
from graph.conftest import Page

import portico as gr
from components.test_every_component import GIVEN, KINDS
from portico.graph.block import Block
from portico.graph.component import Component
from portico.graph.files import Reader, publish
from portico.stores.local_files import SHARED
from portico.stores.offer import Offer
from portico.wire.codec import decode, encode

LAYOUTS = {one.__name__: one for one in (gr.Accordion, gr.Column, gr.Group, gr.Row, gr.Tab, gr.Tabs)}
NOT_CHANGED = {
    "value": "tested with the kinds of values",
    "every": "says when a value is read anew; decided when the page is built",
    "inputs": "says when a value is read anew; decided when the page is built",
    "render": "says where a block is placed; decided when the page is built",
    "key": "says what a block is; cannot change",
    "load_fn": "gives the value when the page opens; decided when the page is built",
}
NOT_CHANGED_IN: dict[str, set[str]] = {
    "BrowserState": {"default_value", "storage_key", "secret"},
    "ClearButton": {"components", "api_name", "api_visibility"},
    "Dataset": {"components", "component_props"},
    "State": {"time_to_live", "delete_callback"},
    "HTML": {"server_functions", "props"},
}
"""What is decided when the page is built: what a button clears, where a browser keeps a value, a State's lifetime."""

SAMPLES: dict[str, Any] = {
    "alignment": "center",
    "alt_text": "A boat",
    "avatar_images": ["https://example.org/a.png", None],
    "buttons": {None: ["copy"], "JSON": []},
    "choices": ["p", ("Q", "q")],
    "col_count": (3, "fixed"),
    "color": "red",
    "column_count": (3, "fixed"),
    "column_limits": (1, 4),
    "column_widths": ["30%", 200],
    "css_template": "p { color: red }",
    "datatype": ["number", "str"],
    "editable": "all",
    "elem_classes": "a",
    "elem_id": "b",
    "examples": [{"text": "Hello"}],
    "feedback_options": ["Good"],
    "feedback_value": ["Good"],
    "file_count": "directory",
    "file_types": [".csv"],
    "format": {None: "png", "Audio": "mp3", "Video": "mp4"},
    "head": "<!-- head -->",
    "headers": {None: ["a", "b"], "List": ["a"]},
    "height": 123,
    "html_attributes": gr.InputHTMLAttributes(spellcheck=False),
    "html_template": "<b>${value}</b>",
    "icon": "https://example.org/icon.png",
    "id": "second",
    "image_mode": "L",
    "include_audio": False,
    "info": "An explanation",
    "interactive": False,
    "js_on_load": "element.id = 'x'",
    "label": "Another",
    "language": "python",
    "latex_delimiters": [{"left": "@", "right": "@", "display": False}],
    "layout": {"Chatbot": "panel", "Dataset": "table"},
    "lines": 3,
    "link": "https://example.org/",
    "link_target": "_blank",
    "max_chars": 9,
    "max_choices": 2,
    "max_height": 321,
    "max_length": 9,
    "max_lines": 4,
    "maximum": 90,
    "min_height": 12,
    "min_width": 77,
    "minimum": 1,
    "num_choices_shown": 7,
    "num_top_classes": 2,
    "overflow_behavior": "scroll",
    "pinned_columns": 1,
    "placeholder": "Type here",
    "playback_position": 1.5,
    "precision": 2,
    "preserved_by_key": ["label"],
    "proxy_url": "https://example.org/",
    "reasoning_tags": [("<t>", "</t>")],
    "row_count": (3, "fixed"),
    "row_limits": (1, 4),
    "sample_labels": ["First"],
    "samples": [["y"]],
    "samples_per_page": 3,
    "scale": 2,
    "show_label": {None: False, "HTML": True, "Markdown": True},
    "selected": "second",
    "show_search": "filter",
    "size": "sm",
    "sources": ["upload"],
    "static_columns": [1],
    "step": 0.5,
    "stop_btn": "Halt",
    "streaming": True,
    "submit_btn": "Send",
    "subtitles": "https://example.org/a.vtt",
    "text_align": "right",
    "type": {
        "Audio": "filepath", "CheckboxGroup": "index", "Dataframe": "array", "Dataset": "index", "Dropdown": "index",
        "File": "binary", "Files": "binary", "Image": "pil", "List": "numpy", "Matrix": "numpy", "Numpy": "pandas",
        "Radio": "index", "TextArea": "email", "Textbox": "password", "UploadButton": "binary",
    },
    "variant": {None: "primary", "Row": "panel", "Column": "panel"},
    "visible": "hidden",
    "watermark": "https://example.org/mark.png",
    "waveform_options": gr.WaveformOptions(waveform_color="#123456"),
    "webcam_options": gr.WebcamOptions(mirror=False),
    "width": 321,
    "wrap_lines": True,
}  # fmt: skip


def parameters(kind: type[Block]) -> dict[str, Any]:
    """What can change, with what it is at first."""
    fixed = NOT_CHANGED.keys() | NOT_CHANGED_IN.get(kind.__name__, set())
    fixed |= {name for name, lack in getattr(kind, "missing", {}).items() if "NotBuilt" in lack}
    found = inspect.signature(kind).parameters.values()
    return {one.name: one.default for one in found if one.kind is not one.VAR_KEYWORD and one.name not in fixed}


def sample(kind: type[Block], name: str, default: Any) -> Any:
    """Something else for a parameter to be."""
    if name in SAMPLES:
        found = SAMPLES[name]
        by_kind = isinstance(found, dict) and not isinstance(found, gr.WaveformOptions)
        return found.get(kind.__name__, found.get(None)) if by_kind else found
    if isinstance(default, bool) or name == "multiselect":
        return not default
    pytest.fail(f"SAMPLES has nothing for {kind.__name__}({name}=…).")


def make(kind: type[Block], **changes: Any) -> Any:
    return kind(**{**GIVEN.get(kind.__name__, {}), **changes})


def plain(value: Any) -> Any:
    return decode(encode(value))


def told(kind: type[Block], name: str, page: Page, **changes: Any) -> Any:
    """A property as the page receives it when it is opened."""
    prop = make(kind, render=False, **changes).props().get(name)
    return plain(publish(prop, page.stores.files, Reader(SHARED, ""), Offer.of(None, None)))


def page_of(kind: type[Block], name: str, value: Any, tmp_path: Any) -> tuple[Page, Block]:
    def look(block: gr.Component) -> str:
        return json.dumps(plain(getattr(block, name, None)))

    with gr.Blocks() as demo:
        block, text = make(kind), gr.Textbox()
        press = gr.Button().click
        press(lambda: gr.update(**{name: value}), None, block, api_name="update")
        press(lambda: make(kind, render=False, **{name: value}), None, block, api_name="component")
        if isinstance(block, Component):
            press(look, block, text, api_name="look", preprocess=False)
    return Page(demo, tmp_path), block


@pytest.mark.parametrize("kind", [*KINDS.values(), *LAYOUTS.values()], ids=[*KINDS, *LAYOUTS])
def test_a_changed_property_reaches_the_page_and_later_calls(kind: type[Block], tmp_path: Any) -> None:
    for name, default in parameters(kind).items():
        value = sample(kind, name, default)
        page, block = page_of(kind, name, value, tmp_path)
        wanted = told(kind, name, page, **{name: value})
        assert wanted != told(kind, name, page), f"the sample for {name} changes nothing"
        (update,) = page.data(("update",), session=name)
        assert update == {"__type__": "update", name: wanted}, name
        (returned,) = page.data(("component",), session=f"{name} again")
        assert returned[name] == wanted, name
        if isinstance(block, Component) and not block.stored:
            known = plain(make(kind, render=False, **{name: value}).props()[name])
            assert json.loads(page.data(("look", None), session=name)[0]) == known, name
            assert json.loads(page.data(("look", None), session="another")[0]) != known, name
