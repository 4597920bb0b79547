"""What a generator yields is seen as it comes, can be stopped, and ends as what it yielded last."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator
    from serving import Program

    Axe = Callable[[Page], list[dict[str, Any]]]

STORY = "Once there was a server that **waited** for nobody."


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def text_and_prose(page: Page) -> tuple[Locator, Locator]:
    return page.get_by_label("Text"), page.get_by_test_id("markdown")


def settled(page: Page) -> None:
    """Nothing on the page says that something runs."""
    expect(page.locator("[aria-busy]")).to_have_count(0)
    for tracker in page.get_by_test_id("status-tracker").all():
        expect(tracker).to_have_class(re.compile(r"\bhide\b"))


def test_words_are_seen_as_they_come_and_the_last_value_stays(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    text, prose = text_and_prose(page)
    press(page, "Tell")
    # Until something comes, what was there can be read.
    expect(page.locator(".pending")).to_have_count(2)
    expect(text).to_have_value("An older story.")
    expect(prose).to_have_text("An older story.")
    dimmed = page.locator(".block", has=text).locator(".content")
    expect(dimmed).to_have_css("opacity", "0.6")
    press(page, "Next")
    expect(text).to_have_value("Once")
    expect(prose).to_have_text("Once")
    expect(page.locator(".generating")).to_have_count(2)
    expect(dimmed).to_have_css("opacity", "1")
    expect(page.locator("[aria-busy=true]").filter(has=page.get_by_test_id("status-tracker"))).to_have_count(2)
    press(page, "Next")
    expect(text).to_have_value("Once there")
    press(page, "Rest")
    expect(text).to_have_value(STORY)
    expect(prose.locator("strong")).to_have_text("waited")
    settled(page)
    press(page, "Ask")
    expect(page.get_by_label("Endings")).to_have_value("told")


def test_a_caret_stands_where_the_next_word_will_come(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    text, prose = text_and_prose(page)
    caret, drawn = page.locator(".caret"), "words => getComputedStyle(words, '::after').display"
    press(page, "Tell")
    press(page, "Next")
    expect(text).to_have_value("Once")
    first = caret.bounding_box()
    assert prose.locator("p").evaluate(drawn) == "inline-block"
    press(page, "Next")
    expect(text).to_have_value("Once there")
    second = caret.bounding_box()
    assert first
    assert second
    assert second["x"] > first["x"]
    press(page, "Rest")
    expect(text).to_have_value(STORY)
    settled(page)
    expect(caret).to_have_count(0)
    assert prose.locator("p").evaluate(drawn) == "inline"


def test_a_stopped_story_ends_there_and_can_be_told_again(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    text, _ = text_and_prose(page)
    press(page, "Tell")
    press(page, "Next")
    press(page, "Next")
    expect(text).to_have_value("Once there")
    press(page, "Stop")
    settled(page)
    press(page, "Rest")
    press(page, "Ask")
    expect(page.get_by_label("Endings")).to_have_value("stopped")
    expect(text).to_have_value("Once there")
    press(page, "Tell")
    press(page, "Rest")
    expect(text).to_have_value(STORY)
    settled(page)
    press(page, "Ask")
    expect(page.get_by_label("Endings")).to_have_value("stopped, told")


def test_a_story_can_be_stopped_before_its_first_word(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    press(page, "Tell")
    expect(page.locator(".pending")).to_have_count(2)
    press(page, "Stop")
    settled(page)
    expect(page.get_by_label("Text")).to_have_value("An older story.")
    press(page, "Tell")
    press(page, "Rest")
    expect(page.get_by_label("Text")).to_have_value(STORY)


def test_who_cannot_see_hears_the_beginning_and_the_end(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    said = page.locator(".sr-only[role=status][aria-live=polite]")
    press(page, "Tell")
    expect(said).to_have_text("Running")
    press(page, "Rest")
    expect(said).to_have_text("Complete")


@pytest.mark.parametrize("dark", [False, True])
def test_nobody_is_shut_out_while_it_streams(app: Program, new_page: Any, axe: Axe, dark: bool) -> None:
    page: Page = new_page(app.url, width=390, dark=dark)
    press(page, "Tell")
    press(page, "Next")
    expect(page.get_by_label("Text")).to_have_value("Once")
    assert axe(page) == []
    press(page, "Stop")
    settled(page)
