"""What a function builds comes and goes on the page; what has a key stays, with what the visitor did to it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

APP = "tests/browser/scenarios/render/app.py"


@pytest.fixture
def page(app: Any, new_page: Any) -> Page:
    """The program's page, once the rows are there."""
    return opened(new_page(app.url))


def opened(page: Page) -> Page:
    expect(page.get_by_text("2 items")).to_be_visible()
    return page


def add(page: Page, name: str) -> None:
    box = page.get_by_label("New item")
    box.fill(name)
    box.press("Enter")


def test_the_rows_follow_the_list(page: Page) -> None:
    add(page, "salt")
    expect(page.get_by_text("3 items")).to_be_visible()
    expect(page.get_by_role("button", name="Buy ")).to_have_count(3)
    page.get_by_role("button", name="Drop first").click()
    expect(page.get_by_text("2 items")).to_be_visible()
    expect(page.get_by_role("button", name="Buy milk")).to_have_count(0)
    page.get_by_role("button", name="Buy salt").click()
    expect(page.get_by_label("Done")).to_have_value("1 salt, fresh")


def test_what_has_a_key_keeps_what_was_entered_and_the_rest_begins_anew(page: Page) -> None:
    page.get_by_label("Amount of bread").fill("7")
    page.get_by_label("Note on bread").fill("rye")
    expect(page.get_by_label("Heard")).to_have_value("bread: 7")
    add(page, "salt")
    expect(page.get_by_text("3 items")).to_be_visible()
    expect(page.get_by_label("Amount of bread")).to_have_value("7")
    expect(page.get_by_label("Note on bread")).to_have_value("fresh")
    page.get_by_role("button", name="Buy bread").click()
    expect(page.get_by_label("Done")).to_have_value("7 bread, fresh")


def test_a_keyed_field_keeps_its_element_and_the_cursor(page: Page) -> None:
    amount = page.get_by_label("Amount of bread")
    amount.fill("12")
    amount.evaluate("box => { box.marked = true; box.focus(); box.setSelectionRange(1, 1); }")
    page.get_by_role("button", name="Drop first").evaluate("button => button.click()")
    expect(page.get_by_text("1 items")).to_be_visible()
    expect(amount).to_be_focused()
    assert amount.evaluate("box => [box.marked, box.selectionStart]") == [True, 1]


def test_what_ran_for_a_row_ends_with_the_run_that_built_it(page: Page) -> None:
    page.get_by_role("button", name="Wait for milk").click()
    expect(page.get_by_label("Done")).to_have_value("waiting for milk")
    page.get_by_role("button", name="Drop first").click()
    expect(page.get_by_text("1 items")).to_be_visible()
    # The limit of one call for each function is free again, and so is the field.
    page.get_by_role("button", name="Wait for bread").click()
    expect(page.get_by_label("Done")).to_have_value("waiting for bread")


def test_renders_in_renders(page: Page) -> None:
    page.get_by_label("Own 0").fill("mine")
    page.get_by_label("Note 0b").fill("kept")
    page.get_by_role("slider").fill("2")
    expect(page.get_by_role("button", name="Pick 1a")).to_be_visible()
    expect(page.get_by_label("Note 0b")).to_have_value("kept")
    page.get_by_role("button", name="Pick 0b").click()
    expect(page.get_by_label("Picked")).to_have_value("0b mine")
    shape = page.get_by_label("Shape")
    shape.fill("b")
    expect(page.get_by_role("button", name="Pick 0a")).to_have_count(0)
    expect(page.get_by_role("button", name="Pick 1b")).to_be_visible()
    expect(page.get_by_label("Note 0b")).to_have_value("kept")


def test_groups_that_go_take_their_renders_along(page: Page) -> None:
    expect(page.get_by_role("button", name="Pick 0a")).to_be_visible()
    groups = page.get_by_role("slider")
    groups.fill("0")
    expect(page.get_by_role("button", name="Pick ")).to_have_count(0)
    groups.fill("1")
    page.get_by_role("button", name="Pick 0a").click()
    expect(page.get_by_label("Picked")).to_have_value("0a ")


def test_a_rendered_listener_may_listen_to_what_stands_outside(page: Page) -> None:
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("Opened")).to_be_visible()
    page.get_by_label("Word").fill("hush")
    page.get_by_label("Word").press("Enter")
    expect(page.get_by_label("Shout")).to_have_value("HUSH")


def test_a_failure_is_told_and_leaves_what_was_there(page: Page) -> None:
    word = page.get_by_label("Word")
    word.fill("good")
    word.blur()
    expect(page.get_by_text("Word: good")).to_be_visible()
    word.fill("bad")
    word.blur()
    expect(page.get_by_role("alert").get_by_text("No such word.")).to_be_visible()
    expect(page.get_by_text("Word: good")).to_have_count(1)


def test_each_visitor_has_rows_of_their_own(page: Page, app: Any, new_page: Any) -> None:
    other = opened(new_page(app.url))
    add(page, "salt")
    expect(page.get_by_text("3 items")).to_be_visible()
    other.get_by_role("button", name="Buy milk").click()
    expect(other.get_by_label("Done")).to_have_value("1 milk, fresh")
    expect(other.get_by_text("2 items")).to_be_visible()


@pytest.mark.allow_console_errors  # a request for what the server no longer has
def test_a_part_that_the_server_has_forgotten_is_asked_for_again(serve: Any, new_page: Any) -> None:
    served = serve(APP)
    page = opened(new_page(served.url))
    page.get_by_label("Note on milk").fill("whole")
    served.restart()
    expect(page.get_by_text("The app was restarted")).to_be_visible()
    page.get_by_role("button", name="Buy milk").click()
    expect(page.get_by_text("out of date")).to_be_visible()
    expect(page.get_by_label("Note on milk")).to_have_value("fresh")
    page.get_by_role("button", name="Buy milk").click()
    expect(page.get_by_label("Done")).to_have_value("1 milk, fresh")
