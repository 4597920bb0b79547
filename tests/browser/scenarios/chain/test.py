"""What follows what: then, success and failure, change, scripts, trigger modes, load, timers and updates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from serving import Program


@pytest.fixture
def opened(app: Program, new_page: Any) -> Any:
    """`opened("Order")`: the page with one of its tabs open."""

    def open_tab(name: str) -> Page:
        page: Page = new_page(app.url)
        page.get_by_role("tab", name=name).click()
        return page

    return open_tab


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_loading_the_page_is_an_event(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    expect(page.get_by_label("Opened")).to_have_value(re.compile(r"visit \d"))
    first = page.get_by_label("Opened").input_value()
    page.reload()
    expect(page.get_by_label("Opened")).to_have_value(re.compile(rf"visit (?!{first.removeprefix('visit ')}$)\d"))


@pytest.mark.parametrize("fails", [False, True])
def test_then_follows_either_way_and_success_or_failure_one_way(opened: Any, fails: bool) -> None:
    page: Page = opened("Order")
    page.get_by_label("Fail", exact=True).set_checked(fails)
    press(page, "Start")
    expect(page.get_by_label("Log")).to_have_value("then end" if fails else "first then end")
    expect(page.get_by_label("Changes")).to_have_value("THEN END" if fails else "FIRST THEN END")
    expect(page.get_by_label("After failure" if fails else "After success")).not_to_have_value("")
    expect(page.get_by_label("After success" if fails else "After failure")).to_have_value("")
    expect(page.get_by_test_id("toast-text")).to_have_text(["It was asked to fail."] if fails else [])


def test_scripts_run_instead_of_and_before_functions(app: Program, new_page: Any, joins: Any) -> None:
    page: Page = new_page()
    asked = joins(page)
    page.goto(app.url)
    page.get_by_role("tab", name="Scripts").click()
    greeting = page.get_by_label("Greeting")
    # What opening the page starts was asked for by then.
    expect(page.get_by_label("Opened")).to_have_value(re.compile(r"visit \d"))
    before = len(asked)
    press(page, "In the browser")
    expect(greeting).to_have_value("browser ada")
    press(page, "Later")
    expect(greeting).to_have_value("later ada")
    assert len(asked) == before
    press(page, "Before the function")
    expect(greeting).to_have_value("server ADA")
    assert len(asked) > before


@pytest.mark.parametrize(("mode", "runs"), [("once", 1), ("multiple", 3), ("always_last", 2)])
def test_three_clicks_while_it_runs(app: Program, new_page: Any, joins: Any, mode: str, runs: int) -> None:
    page: Page = new_page()
    asked = joins(page)
    page.goto(app.url)
    page.get_by_role("tab", name="Modes").click()
    expect(page.get_by_label("Opened")).to_have_value(re.compile(r"visit \d"))
    before = len(asked)
    for _ in range(3):
        press(page, f"Run {mode}")
    press(page, "Open the gate")
    expect(page.get_by_label(mode, exact=True)).to_have_value(str(runs))
    # Nothing more is on its way.
    expect(page.locator("button[aria-busy=true]")).to_have_count(0)
    assert len(asked) - before == 2 * runs


def test_the_last_of_what_was_typed_is_seen(opened: Any) -> None:
    page: Page = opened("Modes")
    page.get_by_label("Typed").press_sequentially("a long word, quickly")
    expect(page.get_by_label("Seen last")).to_have_value("a long word, quickly")


def test_a_clock_ticks_once_it_is_started(opened: Any) -> None:
    page: Page = opened("Clock")
    expect(page.get_by_label("Ticks")).to_have_value("0")
    press(page, "Start the clock")
    expect(page.get_by_label("Ticks")).to_have_value(re.compile(r"^([3-9]|\d\d+)$"))


def test_answers_that_are_no_values(opened: Any) -> None:
    page: Page = opened("Updates")
    press(page, "Dictionary")
    expect(page.get_by_label("Before")).to_have_value("from a dictionary")
    expect(page.get_by_label("Count", exact=True)).to_have_value("2")
    expect(page.get_by_label("Choice", exact=True)).to_have_value("one")
    press(page, "Label")
    field = page.get_by_label("After", exact=True)
    expect(field).to_have_value("from a dictionary")
    expect(page.get_by_label("Before")).to_have_count(0)
    press(page, "Choices")
    expect(page.get_by_label("Choice", exact=True)).to_have_value("four")
    page.get_by_role("combobox", name="Choice").click()
    expect(page.get_by_role("option")).to_contain_text(["three", "four"])
    page.keyboard.press("Escape")
    press(page, "Hide")
    expect(field).to_have_count(0)
    press(page, "Show")
    expect(field).to_have_value("from a dictionary")
    press(page, "Lock")
    expect(field).to_be_disabled()
    press(page, "Unlock")
    expect(field).to_be_enabled()
    press(page, "Nothing")
    expect(page.get_by_label("Count", exact=True)).to_have_value("3")
    expect(field).to_have_value("from a dictionary")
    expect(page.get_by_label("Choice", exact=True)).to_have_value("four")
