"""TabbedInterface: several pages, each behind a tab."""

from __future__ import annotations

from typing import Any

import pytest
from gradio_client import Client

import portico as gr
from portico.errors import BuildError

from .reading import Described


def pages() -> list[Any]:
    return [
        gr.Interface(str.upper, "text", "text", api_name="up", flagging_mode="never"),
        gr.Interface(str.lower, "text", "text", api_name="down", flagging_mode="never", title="Down"),
    ]


def test_each_page_stands_behind_its_tab() -> None:
    page = Described(gr.TabbedInterface(pages(), ["Up", "Down"], title="Letters"))
    heading, tabs = page.tree()
    assert heading == "markdown"
    assert [kind for kind, _ in tabs[1]] == ["tabitem", "tabitem"]
    assert page.labels("tabitem") == ["Up", "Down"]
    assert page.config["title"] == "Letters"
    assert page.config["mode"] == "tabbed_interface"
    assert page.config["fill_height"] is True


def test_tabs_are_numbered_where_they_have_no_names_and_take_arguments() -> None:
    page = Described(gr.TabbedInterface(pages(), tabs_kwargs={"elem_id": "letters"}))
    assert page.labels("tabitem") == ["Tab 0", "Tab 1"]
    assert page.props("tabs")[0]["elem_id"] == "letters"


def test_names_and_pages_go_together() -> None:
    with pytest.raises(BuildError, match="2 pages and 1 tab_names"):
        gr.TabbedInterface(pages(), ["Up"])


def test_each_page_keeps_its_endpoint(launched: Any) -> None:
    client = Client(launched(gr.TabbedInterface(pages(), ["Up", "Down"])).url, verbose=False)
    assert client.predict("a", api_name="/up") == "A"
    assert client.predict("B", api_name="/down") == "b"
