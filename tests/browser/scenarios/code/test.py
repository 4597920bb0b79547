"""Code is written with Tab and Enter, and left with Escape and Tab."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

APP = "tests/browser/scenarios/code/app.py"
Axe = Callable[[Page], list[dict[str, Any]]]


@pytest.fixture
def url(serve: Any) -> str:
    return serve(APP).url


def test_a_program_is_written_by_keyboard(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    field = page.get_by_label("Program", exact=True)
    expect(page.locator(".hljs-keyword").first).to_have_text("import")
    field.focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("# done")
    expect(page.get_by_label("Log")).to_have_value("    # done")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label("Log")).to_have_value("# done")
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Log")).to_have_value("    # done")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()
    expect(page.get_by_role("textbox", name="Shown")).to_have_text('{"lines": 5}')
    assert axe(page) == []


def test_the_coloured_words_lie_under_the_written_ones(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    field = page.get_by_label("Program", exact=True)
    for text in ("x = 1", "y" * 400, "\n".join("abc" for _ in range(40))):
        field.fill(text)
        lines = page.locator(".editable .line")
        expect(lines).to_have_count(text.count("\n") + 1)
        fits = "field => field.scrollHeight <= field.clientHeight && field.scrollWidth <= field.clientWidth"
        assert field.evaluate(fits), f"the field scrolls by itself with {text[:10]!r}"


def test_it_is_copied_and_downloaded(url: str, new_page: Any) -> None:
    page: Page = new_page(url, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").first.click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("import math")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download").first.click()
    assert caught.value.suggested_filename == "file.py"
    assert Path(caught.value.path()).read_text(encoding="utf-8").startswith("import math")


def test_dark_on_a_phone(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url, width=390, dark=True)
    expect(page.locator(".hljs-keyword").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
