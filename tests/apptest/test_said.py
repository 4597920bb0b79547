"""What a page says of a failure, and what a test is told besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import portico as gr
from portico.errors import pointer
from portico.testing import AppTest
from portico.testing.said import MOST, Said

if TYPE_CHECKING:
    from collections.abc import Callable


def two() -> gr.Blocks:
    with gr.Blocks() as demo:
        first, second = gr.Textbox(label="First"), gr.Textbox(label="Second")
        gr.Button("One").click(lambda: "one", None, [first, second])
        gr.Button("Words").click(refuse, None, [first, second])
        gr.Button("Break").click(fail, None, [first, second])
        gr.Button("Both").click(lambda: ("one", "two"), None, [first, second])
    return demo


def refuse() -> tuple[str, str]:
    raise gr.Error("Not today.")


def fail() -> tuple[str, str]:
    raise ValueError("No more\npaper.")


def test_a_test_learns_the_code_of_what_visitors_are_not_told(visit: Callable[..., AppTest]) -> None:
    at = visit(two())
    at.click("One")
    assert at.error is not None
    assert at.error.startswith("This did not work. Reference ")
    assert at.error.code == "PE301"
    assert at.error.raised.startswith("ResultError: The function 'lambda' gave 1 value, but has 2 outputs")
    assert at.error.raised.endswith(f" {pointer('PE301')}")
    assert repr(at.error) == f"{str(at.error)!r} (raised: {at.error.raised})"
    said = at["First"].error
    assert said is not None
    assert (said, said.code) == (at.error, "PE301")
    assert at.toasts[0].text == at.error, "the page shows nothing else"
    at.click("Both")
    assert at.error is at["First"].error is None


def test_words_for_the_visitor_and_other_exceptions_have_no_code(visit: Callable[..., AppTest]) -> None:
    at = visit(two())
    at.click("Words")
    assert at.error is not None
    assert (at.error, at.error.code, at.error.raised, repr(at.error)) == ("Not today.", "", "", "'Not today.'")
    at.click("Break")
    assert at.error is not None
    assert at.error.code == ""
    assert at.error.raised == "ValueError: No more paper. (fail, test_said.py:32, run by Button 'Break'.click)"


@pytest.mark.parametrize("profile", ["dev", "local"])
def test_the_page_itself_shows_a_code_to_who_writes_the_app_alone(visit: Callable[..., AppTest], profile: str) -> None:
    at = visit(two(), profile=profile, show_error=True)
    at.click("One")
    assert at.error is not None
    assert at.error.code == "PE301"
    assert at.error.endswith(f"\n{pointer('PE301')}") is (profile == "dev")
    assert ("PE301" in at.toasts[0].text) is (profile == "dev")


def test_what_was_raised_is_forgotten_after_many(visit: Callable[..., AppTest]) -> None:
    at = visit(two())
    at.click("One")
    first = at.toasts[0].text
    for _ in range(MOST):
        at.click("Break")
    assert at._visit.said(first) == Said(first)
    assert repr(at._visit.said(first)) == repr(first)
    assert at.error is not None
    assert at.error.raised
