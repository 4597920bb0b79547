"""Markdown: text that is written with the code around it."""

from __future__ import annotations

import portico as gr


def test_a_text_loses_the_indentation_of_the_code() -> None:
    box = gr.Markdown("""
        # Title
          - item
    """)
    assert box.value == "# Title\n  - item"
    assert box.postprocess("\n\n x ") == "x "
    assert box.process_example("  a\n  b\n") == "a\nb"


def test_what_is_no_text_is_shown_as_text() -> None:
    box = gr.Markdown()
    assert box.postprocess(5) == "5"
    assert box.postprocess(None) is None
    assert (box.preprocess("# a"), box.preprocess(None)) == ("# a", None)


def test_its_properties_reach_the_page() -> None:
    props = gr.Markdown("x", header_links=True, line_breaks=True, max_height=200, buttons=["copy"]).props()
    assert props["sanitize_html"] is True
    assert props["container"] is False
    assert props["show_label"] is False
    assert (props["header_links"], props["line_breaks"], props["max_height"]) == (True, True, 200)
    assert props["buttons"] == ["copy"]
    assert props["latex_delimiters"] == [{"left": "$$", "right": "$$", "display": True}]
    assert "height" not in props


def test_an_update_keeps_what_it_does_not_name() -> None:
    box = gr.Markdown("x", header_links=True).updated({"visible": False})
    assert (box.visible, box.header_links) == (False, True)


def test_it_is_text_in_the_api() -> None:
    assert gr.Markdown().api_info() == {"type": "string"}
    assert gr.Markdown().example_payload() == "# Hello!"
