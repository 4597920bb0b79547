"""A chat as a person uses it: asking, stopping, asking again, taking back, changing words, choosing, reading."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from serving import wait_until

APP = "tests/browser/scenarios/chat/app.py"
Axe = Callable[[Page], list[dict[str, Any]]]


@pytest.fixture
def url(serve: Any) -> str:
    return serve(APP).url


def field(page: Page) -> Locator:
    return page.get_by_placeholder("Type a message")


def ask(page: Page, text: str) -> None:
    field(page).fill(text)
    page.keyboard.press("Enter")


def said(page: Page) -> Locator:
    return page.get_by_test_id("user")


def answers(page: Page) -> Locator:
    return page.get_by_test_id("bot")


def test_an_answer_streams_and_the_field_is_ready_again(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    expect(page.get_by_text("Ask anything")).to_be_visible()
    assert axe(page) == []
    ask(page, "one")
    expect(said(page)).to_have_text(["one"])
    expect(answers(page)).to_have_text(["Answer 1 to one after 0"])
    expect(field(page)).to_be_focused()
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    expect(answers(page)).to_have_text(["Answer 1 to one after 0", "Answer 2 to two after 1"])
    expect(field(page)).to_have_value("")
    assert axe(page) == []


def test_nothing_is_sent_where_nothing_was_said(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    ask(page, "   ")
    expect(field(page)).to_be_enabled()
    expect(said(page)).to_have_count(0)
    ask(page, "one")
    expect(answers(page)).to_have_text(["Answer 1 to one after 0"])


def test_stopping_keeps_what_came_and_lets_the_next_be_asked(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    ask(page, "wait")
    expect(answers(page)).to_have_text(["Waiting"])
    expect(page.get_by_test_id("textbox").first).to_be_disabled()
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    expect(page.get_by_role("button", name="Submit")).to_have_count(0)
    stop.click()
    expect(page.get_by_role("button", name="Submit")).to_be_visible()
    expect(answers(page)).to_have_text(["Waiting"])
    ask(page, "next")
    expect(answers(page).last).to_have_text("Answer 1 to next after 1")


def test_asking_again_and_taking_back(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    ask(page, "one")
    expect(answers(page)).to_have_text(["Answer 1 to one after 0"])
    page.get_by_role("button", name="Retry").click()
    expect(answers(page)).to_have_text(["Answer 2 to one after 0"])
    page.get_by_role("button", name="Undo").click()
    expect(answers(page)).to_have_count(0)
    expect(said(page)).to_have_count(0)
    expect(field(page)).to_have_value("one")


def test_changed_words_are_answered_anew_from_there(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    ask(page, "one")
    expect(answers(page)).to_have_count(1)
    ask(page, "two")
    expect(answers(page)).to_have_text(["Answer 1 to one after 0", "Answer 2 to two after 1"])
    first = page.locator(".user-row").first
    first.hover()
    first.get_by_role("button", name="Edit").click()
    words = page.get_by_label("Message", exact=True)
    expect(words).to_be_focused()
    assert axe(page) == []
    words.fill("uno")
    page.keyboard.press("Escape")
    expect(said(page)).to_have_text(["one", "two"])
    first.get_by_role("button", name="Edit").click()
    words.fill("uno")
    page.get_by_role("button", name="Submit").first.click()
    expect(said(page)).to_have_text(["uno"])
    expect(answers(page)).to_have_text(["Answer 3 to uno after 0"])


def test_a_failure_keeps_the_question_and_can_be_tried_again(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    ask(page, "fail")
    expect(page.get_by_test_id("toast-text")).to_have_text("I cannot answer this.")
    expect(said(page)).to_have_text(["fail"])
    expect(field(page)).to_be_enabled()
    page.get_by_role("button", name="Undo").click()
    expect(field(page)).to_have_value("fail")
    ask(page, "one")
    expect(answers(page)).to_have_text(["Answer 1 to one after 0"])


def test_examples_and_options_are_sent_when_chosen(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    page.get_by_role("button", name="Select example 1: hello").click()
    expect(answers(page)).to_have_text(["Answer 1 to hello after 0"])
    ask(page, "choose")
    thought = page.get_by_role("button", name="Looking")
    expect(thought).to_have_attribute("aria-expanded", "false")
    expect(thought).to_contain_text("(1.5s)")
    thought.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Two ways")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="The right one").click()
    expect(said(page).last).to_have_text("right")
    expect(answers(page).last).to_have_text("Answer 2 to right after 2")
    expect(page.get_by_role("button", name="The right one")).to_have_count(0)


def test_the_view_stays_where_the_person_reads(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    ask(page, "long")
    log = page.get_by_role("log")
    expect(page.get_by_text("Line 39")).to_be_in_viewport()
    log.hover()
    page.mouse.wheel(0, -600)
    jump = page.get_by_role("button", name="Jump to latest")
    expect(jump).to_be_visible()
    place = log.evaluate("log => log.scrollTop")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("Line 59")).to_be_attached()
    assert log.evaluate("log => log.scrollTop") == place
    jump.click()
    expect(page.get_by_text("Line 59")).to_be_in_viewport()
    expect(jump).to_have_count(0)


def test_code_can_be_copied_and_wrapped(url: str, new_page: Any) -> None:
    page: Page = new_page(url, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Select example 2: code").click()
    expect(answers(page).locator("strong")).to_have_text("that")
    expect(answers(page).locator(".code_language")).to_have_text("python")
    answers(page).locator(".code_wrap").hover()
    answers(page).get_by_role("button", name="Copy", exact=True).click()
    assert page.evaluate("navigator.clipboard.readText()") == "print(1)"
    answers(page).get_by_role("button", name="Wrap lines").click()
    expect(answers(page).locator("pre")).to_have_css("white-space-collapse", "preserve")
    page.get_by_role("button", name="Copy message").last.click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Try this:\n\n```python")
    page.get_by_role("button", name="Copy conversation").click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("user: code\n\nassistant: Try this:")


def test_opinions_are_kept_in_a_file(url: str, new_page: Any, tmp_path: Path) -> None:
    page: Page = new_page(url)
    ask(page, "one")
    expect(answers(page)).to_have_count(1)
    page.get_by_role("button", name="Like", exact=True).click()
    expect(page.get_by_role("button", name="Liked")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Feedback").click()
    page.get_by_role("button", name="Rude").click()
    log = tmp_path / ".gradio" / "flagged" / "log.csv"
    wait_until(lambda: log.exists() and log.read_text(encoding="utf-8").count("\n") == 3, "two opinions are kept")
    with log.open(newline="", encoding="utf-8") as file:
        kept = list(csv.reader(file))
    assert [row[3] for row in kept] == ["flag", "Like", "Rude"]
    assert "Answer 1 to one" in kept[1][2]


def test_the_program_can_read_and_set_the_conversation(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    ask(page, "one")
    expect(answers(page)).to_have_text(["Answer 1 to one after 0"])
    held = page.get_by_label("Held")

    def follows() -> bool:
        page.get_by_role("button", name="Look").click()
        return held.input_value() == "2"

    wait_until(follows, "the State follows the conversation")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(answers(page)).to_have_text(["Set from outside"])
    page.get_by_role("button", name="Clear").click()
    expect(answers(page)).to_have_count(0)
    expect(page.get_by_text("Ask anything")).to_be_visible()


def test_on_a_phone_in_the_dark(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(f"{url}?__theme=dark", width=390, height=780, has_touch=True)
    ask(page, "choose")
    expect(page.get_by_role("button", name="The right one")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
