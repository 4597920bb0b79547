"""Choices that are all in view, by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

APP = "tests/browser/scenarios/choices/app.py"
Axe = Callable[[Page], list[dict[str, Any]]]


@pytest.fixture
def url(serve: Any) -> str:
    return serve(APP, via=("-m", "portico.cli", "run", "--as-gradio")).url


def test_what_is_ticked_and_chosen_reaches_the_function(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    order, marked = page.get_by_label("Order"), page.get_by_label("Marked last")
    page.get_by_label("A gift").check()
    expect(order).to_have_value("(True, 's', [], None)")
    page.get_by_role("radio", name="Large").check()
    expect(order).to_have_value("(True, 'l', [], None)")
    expect(marked).to_have_value("1 l True")
    page.get_by_text("Oat drink").click()
    expect(marked).to_have_value("2 oat True")
    page.get_by_role("checkbox", name="milk").check()
    expect(order).to_have_value("(True, 'l', ['oat', 'milk'], None)")
    expect(marked).to_have_value("0 milk True")
    page.get_by_title("Select/Deselect All").click()
    expect(order).to_have_value("(True, 'l', ['milk', 'sugar', 'oat'], None)")
    page.get_by_role("radio", name="Day 3").check()
    expect(order).to_have_value("(True, 'l', ['milk', 'sugar', 'oat'], 2)")
    expect(page.get_by_role("group", name="Fixed").get_by_role("checkbox", name="blue")).to_be_disabled()
    assert axe(page) == []


def test_the_arrows_move_through_a_radio_group_which_is_one_stop(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    page.get_by_label("A gift").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="Small")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Large")).to_be_checked()
    expect(page.get_by_label("Order")).to_have_value("(True, 'l', [], None)")
    page.keyboard.press("Tab")
    expect(page.get_by_title("Select/Deselect All")).to_be_focused()


def test_dark_on_a_phone(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url, width=390, dark=True, has_touch=True)
    page.get_by_role("radio", name="Day 8").tap()
    expect(page.get_by_label("Order")).to_have_value("(False, 's', [], 7)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.get_by_test_id("Small-radio-label").bounding_box()["height"] >= 44  # type: ignore[index]
    assert axe(page) == []
