"""A table is read, sorted, searched and edited, by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

APP = "tests/browser/scenarios/table/app.py"
Axe = Callable[[Page], list[dict[str, Any]]]


@pytest.fixture
def url(serve: Any) -> str:
    return serve(APP).url


def test_an_edited_cell_reaches_the_function_as_a_number(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    stock = page.get_by_role("grid", name="Stock")
    stock.get_by_test_id("cell-1-1").dblclick()
    page.get_by_label("Edit cell").fill("90")
    page.get_by_label("Edit cell").press("Enter")
    expect(page.get_by_label("Total")).to_have_value("213 in 3 rows")
    expect(page.get_by_label("Heard")).to_have_value("80 -> 90 at [1, 1]")
    stock.get_by_role("checkbox").last.check()
    expect(page.get_by_label("Heard")).to_have_value("False -> True at [2, 2]")
    page.get_by_role("button", name="Style").click()
    best = page.get_by_role("grid", name="View").get_by_test_id("cell-0-1")
    expect(best).to_have_css("background-color", "rgb(144, 238, 144)")
    best.click()
    expect(page.get_by_label("Heard")).to_have_value("120 at [0, 1] in ['bolt', 120, True]")
    assert axe(page) == []


def test_by_keyboard_alone(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    heard = page.get_by_label("Heard")
    page.locator("#stock").get_by_role("button", name="Fullscreen").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("washer")
    page.keyboard.press("Escape")
    page.keyboard.type("screw")
    page.keyboard.press("Tab")
    expect(heard).to_have_value("nut -> screw at [1, 0]")
    page.keyboard.press("Delete")
    expect(heard).to_have_value("80 ->  at [1, 1]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(heard).to_have_value("True -> False at [1, 2]")
    page.keyboard.press("Shift+F10")
    page.keyboard.press("ArrowDown")
    assert axe(page) == []
    page.keyboard.press("Enter")
    stock = page.get_by_role("grid", name="Stock")
    expect(stock.locator(".virtual-row")).to_have_count(4)
    expect(stock.get_by_test_id("cell-2-0")).to_have_text("")
    expect(stock).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(stock.get_by_test_id("header-0")).to_have_attribute("aria-sort", "ascending")
    expect(stock.get_by_test_id("cell-0-0")).to_have_text("bolt")
    page.keyboard.press("Tab")
    expect(stock).not_to_be_focused()


def test_a_search_narrows_and_can_become_the_value(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    stock = page.get_by_role("grid", name="Stock")
    page.get_by_placeholder("Filter...").fill("t")
    expect(stock.locator(".virtual-row")).to_have_count(2)
    page.get_by_placeholder("Filter...").fill("nu")
    expect(stock.locator(".virtual-row")).to_have_count(1)
    page.get_by_role("button", name="Keep only these rows").click()
    expect(page.get_by_label("Total")).to_have_value("80 in 1 rows")


def test_ten_thousand_rows_are_scrolled_sorted_and_chosen(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    long = page.get_by_role("grid", name="Long")
    expect(long.get_by_test_id("cell-0-1")).to_have_text("row 0")
    assert long.locator(".virtual-row").count() < 60
    assert long.bounding_box()["height"] <= 300  # type: ignore[index]
    long.evaluate("grid => grid.scrollTo(0, 36 * 5000)")
    long.get_by_test_id("cell-5002-1").click()
    expect(page.get_by_label("Heard")).to_have_value("row 5002 at [5002, 1] in [5002, 'row 5002']")
    page.keyboard.press("Control+End")
    expect(long.get_by_test_id("cell-9999-1")).to_be_in_viewport()
    long.get_by_text("Number", exact=True).click()
    long.get_by_text("Number", exact=True).click()
    expect(long.get_by_test_id("header-0")).to_have_attribute("aria-sort", "descending")
    page.keyboard.press("Control+Home")
    expect(long.get_by_test_id("cell-0-1")).to_have_text("row 9999")


def test_full_screen_and_back(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    page.locator("#long").get_by_role("button", name="Fullscreen").click()
    assert page.get_by_role("grid", name="Long").bounding_box()["height"] > 700  # type: ignore[index]
    page.keyboard.press("Escape")
    expect(page.locator("#long").get_by_role("button", name="Fullscreen")).to_be_visible()
    assert page.get_by_role("grid", name="Long").bounding_box()["height"] <= 300  # type: ignore[index]


def test_dark_on_a_phone(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url, width=390, dark=True, has_touch=True)
    stock = page.get_by_role("grid", name="Stock")
    expect(stock.get_by_test_id("cell-0-0")).to_have_text("bolt")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    stock.get_by_role("button", name="Open cell menu").first.tap()
    page.get_by_role("menuitem", name="Sort descending").tap()
    expect(stock.get_by_test_id("cell-0-0")).to_have_text("nut")
    assert axe(page) == []
