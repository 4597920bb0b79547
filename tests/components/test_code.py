"""Code: program text in a language."""

from __future__ import annotations

import pytest

import portico as gr
from portico.components.code import LANGUAGES
from portico.errors import ResultError


def test_empty_lines_around_go_and_indentation_stays() -> None:
    box = gr.Code("print('hi')\n", language="python")
    assert box.value == "print('hi')"
    assert box.postprocess("\n\n    a\n    b\n\n") == "    a\n    b"
    assert box.postprocess("  \n") == ""
    assert box.postprocess("") == ""
    assert box.postprocess(None) is None
    assert (box.preprocess(" x\n"), box.preprocess(None)) == (" x\n", None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_of_the_contract(language: str) -> None:
    assert gr.Code(language=language).props()["language"] == language  # type: ignore[arg-type]


def test_an_unknown_language_names_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"Code\(language='Python'\) .* Did you mean 'python'?"):
        gr.Code(language="Python")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="It is one of python, c, cpp"):
        gr.Code(language="zzz")  # type: ignore[arg-type]


def test_only_text_is_shown() -> None:
    with pytest.raises(ResultError, match="Read the file and return its text"):
        gr.Code().postprocess(("a.py",))
    with pytest.raises(ResultError, match=r"a text \(str\), not int"):
        gr.Code(5)  # type: ignore[arg-type]


def test_its_properties() -> None:
    props = gr.Code(max_lines=9, wrap_lines=True).props()
    assert (props["lines"], props["max_lines"], props["wrap_lines"], props["show_line_numbers"]) == (5, 9, True, True)
    assert props["buttons"] == ["copy", "download"]
    assert gr.Code(buttons=[]).props()["buttons"] == []
    assert gr.Code().api_info() == {"type": "string"}
