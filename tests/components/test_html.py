"""HTML: the program's own, with templates and properties of its own."""

from __future__ import annotations

import pytest

import portico as gr
from portico.errors import NotBuilt, ResultError


def test_html_goes_out_as_it_is() -> None:
    box = gr.HTML("  <b>a</b>\n")
    assert box.value == "  <b>a</b>\n"
    assert box.preprocess("<i>x</i>") == "<i>x</i>"
    assert box.postprocess(None) is None
    assert box.props()["apply_default_css"] is True
    assert box.props()["show_label"] is False


def test_a_template_may_be_fed_with_data() -> None:
    box = gr.HTML(3, html_template="${'*'.repeat(value)} of ${max_stars}", max_stars=5, names=("a", "b"))
    assert box.value == 3
    assert box.postprocess({"score": float("nan")}) == {"score": None}
    assert box.props()["props"] == {"max_stars": 5, "names": ["a", "b"]}
    assert box.props()["html_template"] == "${'*'.repeat(value)} of ${max_stars}"
    with pytest.raises(ResultError, match="Bytes have no form in JSON"):
        box.postprocess(b"x")


def test_an_update_carries_own_properties_together_and_only_those_that_changed() -> None:
    box = gr.HTML(3, max_stars=5, color="red", label="Stars").updated({"max_stars": 10, "label": "Points"})
    assert box.changed_props(["max_stars", "label"]) == {
        "label": "Points",
        "props": {"max_stars": 10, "__type__": "update"},
    }
    assert box.props()["props"] == {"max_stars": 10, "color": "red"}


def test_functions_on_the_server_are_refused() -> None:
    with pytest.raises(NotBuilt, match=r"HTML\(server_functions=…\) is not built in Portico yet"):
        gr.HTML(server_functions=[len])


def test_no_script_is_told_from_the_default_one() -> None:
    assert "trigger('click')" in gr.HTML().props()["js_on_load"]
    assert "js_on_load" not in gr.HTML(js_on_load=None).props()
