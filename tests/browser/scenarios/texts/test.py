"""Text with formatting: what the program wrote looks right, what a visitor wrote does nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

APP = "tests/browser/scenarios/texts/app.py"
Axe = Callable[[Page], list[dict[str, Any]]]


@pytest.fixture
def url(serve: Any) -> str:
    return serve(APP).url


def test_markdown_has_headings_links_and_coloured_code(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url, permissions=["clipboard-read", "clipboard-write"])
    article = page.locator("#article")
    expect(article.get_by_role("heading", level=1)).to_have_text("Field guide#")
    expect(article.get_by_role("link", name="link", exact=True)).to_have_attribute("rel", "noopener noreferrer")
    article.get_by_role("link", name="Link to section").last.click()
    expect(page).to_have_url(f"{url}/#h-birds")
    expect(article.locator(".hljs-keyword").first).to_have_text("def")
    article.get_by_role("button", name="Copy").first.click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("# Field guide\nSome **bold** words")
    assert axe(page) == []


def test_a_visitors_markup_does_nothing(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    attack = '**hi** <img src="data:," onerror="document.title = 1"> <script>document.title = 2</script>'
    page.get_by_label("Words").fill(attack)
    page.get_by_label("Words").press("Enter")
    shown = page.locator("#shown")
    expect(shown.locator("strong")).to_have_text("hi")
    expect(shown.locator("[onerror], script")).to_have_count(0)


def test_long_texts_scroll_by_keyboard(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    long, rows = page.locator("#long"), page.locator("#rows .html-container")
    for place, most in ((long, 120), (rows, 100)):
        expect(place).to_be_visible()
        assert place.bounding_box()["height"] <= most  # type: ignore[index]
    assert rows.evaluate("place => place.scrollTop + place.clientHeight >= place.scrollHeight - 1"), "not at its end"
    long.focus()
    page.keyboard.press("End")
    expect(long.get_by_text("Line 49")).to_be_in_viewport()


def test_html_fills_its_templates_and_hears_its_script(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url, dark=True)
    expect(page.locator("#plain em")).to_have_text("species")
    stars = page.locator("#stars button")
    expect(stars).to_have_text("*** 3 of 5")
    expect(stars).to_have_css("color", "rgb(90, 0, 0)")
    stars.click()
    expect(page.get_by_label("Said")).to_have_value("thanks for 4")
    expect(stars).to_have_css("color", "rgb(0, 90, 0)")
    page.get_by_role("button", name="Ten").click()
    expect(stars).to_have_text("******* 7 of 10")
    page.get_by_text("Press me").click()
    expect(page.get_by_label("Said")).to_have_value("pressed")
    assert axe(page) == []
