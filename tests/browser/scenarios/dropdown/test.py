"""One combobox for every Dropdown: by pointer, by keyboard, long, empty and at the edge of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

APP = "tests/browser/scenarios/dropdown/app.py"
Axe = Callable[[Page], list[dict[str, Any]]]


@pytest.fixture
def url(serve: Any) -> str:
    return serve(APP, via=("-m", "portico.cli", "run", "--as-gradio")).url


def sent(page: Page) -> Any:
    page.get_by_role("button", name="Send").click()
    return page.get_by_label("Chosen")


def test_empty_ones_are_nothing_and_an_empty_list(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    expect(sent(page)).to_have_value("(None, None, [], 'Sunny', 'red', 0)")


def test_choices_made_by_pointer_reach_the_function(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    page.get_by_label("Country", exact=True).click()
    assert axe(page) == []
    page.get_by_role("option", name="Ghana").click()
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.get_by_label("City").click()
    page.get_by_role("option", name="Kumasi").click()
    page.get_by_label("Tags").click()
    page.get_by_role("option", name="hills").click()
    expect(page.get_by_label("Marked last")).to_have_value("1 hills True")
    page.get_by_role("option", name="sea").click()
    expect(page.get_by_label("Marked last")).to_have_value("0 sea True")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.get_by_role("button", name="Remove hills").click()
    expect(page.get_by_label("Marked last")).to_have_value("1 hills False")
    expect(sent(page)).to_have_value("('Ghana', 'Kumasi', ['sea'], 'Sunny', 'red', 0)")
    # Other choices, without a word about the value: what is no choice any more is neither shown nor sent.
    page.get_by_label("Country").click()
    page.get_by_role("option", name="Chile").click()
    expect(page.get_by_label("City")).to_have_value("")
    expect(sent(page)).to_have_value("('Chile', None, ['sea'], 'Sunny', 'red', 0)")
    assert axe(page) == []


def test_everything_by_keyboard(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    country = page.get_by_label("Country")
    country.focus()
    page.keyboard.type("gha")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(country).to_have_value("Ghana")
    page.keyboard.press("Tab")
    expect(page.get_by_label("City")).to_be_focused()
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="Tamale")).to_be_visible()
    for key in ("End", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_label("City")).to_have_value("Kumasi")
    page.keyboard.press("Tab")
    page.keyboard.type("mar")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Remove market")).to_be_visible()
    page.keyboard.press("Backspace")
    expect(page.get_by_role("button", name="Remove market")).to_have_count(0)
    page.get_by_label("Nickname").fill("Windy")
    expect(page.get_by_role("option", name="Use “Windy”")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("g")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Colour")).to_have_value("green")
    expect(sent(page)).to_have_value("('Ghana', 'Kumasi', [], 'Windy', 'green', 0)")


def test_a_thousand_options_are_searched_scrolled_and_drawn_only_in_part(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    seat = page.get_by_label("Seat", exact=True)
    seat.click()
    assert page.get_by_role("option").count() < 60
    page.keyboard.press("End")
    expect(page.get_by_role("option", name="Seat 999")).to_be_in_viewport()
    page.locator(".options").evaluate("list => list.scrollTo(0, 34 * 500)")
    expect(page.get_by_role("option", name="Seat 505", exact=True)).to_be_in_viewport()
    page.keyboard.type("77")
    expect(page.get_by_role("option")).to_have_count(19)
    page.keyboard.type("zz")
    expect(page.get_by_role("option")).to_have_text("No options")
    page.keyboard.press("Escape")
    expect(seat).to_have_value("Seat 0")


def test_the_list_opens_where_there_is_room(url: str, new_page: Any) -> None:
    page: Page = new_page(url, height=420)
    seat = page.get_by_label("Seat", exact=True)
    for block, above in (("end", True), ("start", False)):
        seat.evaluate("(field, block) => field.scrollIntoView({ block })", block)
        seat.click()
        field, options = seat.bounding_box(), page.locator(".options").bounding_box()
        assert field is not None
        assert options is not None
        assert (options["y"] < field["y"]) is above
        assert options["y"] >= 0
        assert options["y"] + options["height"] <= 420
        page.keyboard.press("Escape")


def test_dark_on_a_phone(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url, width=390, dark=True, has_touch=True)
    page.get_by_label("Tags").tap()
    page.get_by_role("option", name="sea").tap()
    assert page.get_by_role("option", name="market").bounding_box()["height"] >= 44  # type: ignore[index]
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("option", name="market").tap()
    expect(sent(page)).to_have_value("(None, None, ['sea', 'market'], 'Sunny', 'red', 0)")
