"""Number and Slider, by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

APP = "tests/browser/scenarios/numbers/app.py"
Axe = Callable[[Page], list[dict[str, Any]]]


@pytest.fixture
def url(serve: Any) -> str:
    return serve(APP, via=("-m", "portico.cli", "run", "--as-gradio")).url


def test_typed_numbers_reach_the_function_rounded(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    page.get_by_label("Amount").fill("7")
    price = page.get_by_label("Price")
    price.fill("1.239")
    price.press("Enter")
    expect(page.get_by_label("Total")).to_have_value("(7, 1.24, 25)")
    price.fill("")
    price.press("Enter")
    expect(page.get_by_label("Total")).to_have_value("(7, None, 25)")
    assert axe(page) == []


@pytest.mark.allow_console_errors
def test_a_number_outside_its_bounds_is_refused_in_words(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    amount = page.get_by_label("Amount")
    amount.fill("12")
    amount.press("Enter")
    expect(page.get_by_test_id("toast-text")).to_contain_text("Amount: Number expects 9 or less, got 12.")
    amount.fill("9")
    amount.press("Enter")
    expect(page.get_by_label("Total")).to_have_value("(9, 0, 25)")


def test_a_slider_is_moved_by_arrows_by_typing_and_back(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    slide = page.get_by_role("slider", name="range slider for Share")
    slide.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Released")).to_have_value("30")
    box = page.get_by_role("spinbutton", name="number input for Share")
    box.fill("500")
    box.press("Tab")
    expect(box).to_have_value("100")
    expect(page.get_by_label("Released")).to_have_value("100")
    share = page.get_by_role("group", name="Share")
    share.get_by_role("button", name="Reset to default value").click()
    expect(page.get_by_label("Released")).to_have_value("25")


def test_a_function_moves_the_ends(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    box = page.get_by_role("spinbutton", name="number input for Share")
    page.get_by_role("button", name="Wider").click()
    expect(box).to_have_value("150")
    page.get_by_role("button", name="Narrow").click()
    expect(box).to_have_value("50")


def test_by_chance_it_stands_within_its_ends_when_the_page_opens(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    value = page.get_by_role("spinbutton", name="number input for Luck").input_value()
    assert 10 <= int(value) <= 20


def test_dark_on_a_phone(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url, width=390, dark=True)
    expect(page.get_by_label("Amount")).to_have_value("2")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
