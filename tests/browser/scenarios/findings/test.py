"""Label, JSON and Plot show what a function found, and before that a quiet mark."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

APP = "tests/browser/scenarios/findings/app.py"
Axe = Callable[[Page], list[dict[str, Any]]]


@pytest.fixture
def url(serve: Any) -> str:
    return serve(APP).url


def study(page: Page) -> None:
    page.get_by_label("Word").fill("banana")
    page.get_by_label("Word").press("Enter")
    expect(page.get_by_test_id("label-output-value")).to_have_text("a")


def test_the_findings_of_a_word(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url, permissions=["clipboard-read", "clipboard-write"])
    expect(page.get_by_role("img", name="Empty value")).to_have_count(3)
    study(page)
    expect(page.get_by_role("meter")).to_have_count(2)
    expect(page.get_by_test_id("n-confidence-set")).to_contain_text("33%")
    page.get_by_test_id("n-confidence-set").click()
    expect(page.get_by_label("Chosen")).to_have_value("1 n")

    expect(page.get_by_role("img", name="Shares")).to_have_js_property("complete", True)
    assert page.get_by_role("img", name="Shares").evaluate("picture => picture.naturalWidth") == 150

    data = page.get_by_test_id("json")
    expect(data.get_by_text('"deep"')).to_have_count(0)
    data.get_by_role("button", name="Expand").press("Enter")
    expect(data.get_by_text('"deep"')).to_be_visible()
    data.get_by_role("button", name="Collapse").first.click()
    expect(data.get_by_text('"word"')).to_have_count(0)
    data.get_by_role("button", name="Copy").click()
    assert json.loads(page.evaluate("navigator.clipboard.readText()"))["word"] == "banana"
    assert axe(page) == []


def test_dark_on_a_phone(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url, width=390, dark=True)
    study(page)
    expect(page.get_by_role("img", name="Shares")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
