"""What a person sees of a listener's options."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from serving import Program

Axe = Callable[[Page], list[dict[str, Any]]]


@pytest.fixture
def opened(app: Program, new_page: Any) -> Any:
    """`opened("Chat")`: the page with one of its tabs open."""

    def open_tab(name: str) -> Page:
        page: Page = new_page(app.url)
        page.get_by_role("tab", name=name).click()
        return page

    return open_tab


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def words(page: Page) -> Locator:
    """What validators said, with the fields."""
    return page.locator(".validation-error[role=alert]")


@pytest.mark.parametrize("way", ["Register", "Register at once"])
def test_a_validators_words_stand_with_each_field_until_it_is_tried_again(opened: Any, axe: Axe, way: str) -> None:
    page: Page = opened("Validators")
    name, age = page.get_by_label("Name", exact=True), page.get_by_label("Age", exact=True)
    name.fill("Al")
    age.fill("7")
    press(page, way)
    for field, said in ((name, "The name is too short."), (age, "For adults.")):
        expect(words(page).filter(has_text=said)).to_be_visible()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(said)
    expect(page.get_by_label("Done")).to_have_value("")
    expect(page.get_by_test_id("toast-text")).to_have_count(0)
    assert axe(page) == []
    name.fill("Alma")
    press(page, way)
    expect(page.get_by_text("The name is too short.")).to_have_count(0)
    expect(words(page).filter(has_text="For adults.")).to_be_visible()
    age.fill("70")
    press(page, way)
    expect(page.get_by_label("Done")).to_have_value("Alma is 70")
    expect(words(page)).to_have_count(0)
    if way == "Register":
        expect(page.get_by_label("Followed")).to_have_value("success")


def test_a_refusal_is_a_failure_to_what_follows(opened: Any) -> None:
    page: Page = opened("Validators")
    press(page, "Register")
    expect(page.get_by_label("Followed")).to_have_value("failure")


def test_a_validator_that_fails_says_so_in_a_toast(opened: Any) -> None:
    page: Page = opened("Validators")
    press(page, "Ask a broken one")
    expect(page.get_by_test_id("toast-text")).to_contain_text("This did not work. Reference")


def test_an_answer_that_is_always_the_same_asks_nobody(app: Program, new_page: Any, joins: Any) -> None:
    page: Page = new_page()
    calls: list[str] = joins(page)
    page.goto(app.url)
    page.get_by_role("tab", name="In the page").click()
    shown = page.get_by_label("Shown")
    press(page, "Hide")
    expect(shown).to_have_count(0)
    expect(page.get_by_label("After hiding")).to_have_value("hidden")
    press(page, "Show")
    expect(page.get_by_label("Seen again")).to_have_value("here")
    assert calls == []
    press(page, "Hide from the server")
    expect(page.get_by_test_id("toast-text")).to_have_text("Asked the server")
    expect(page.get_by_label("Seen again")).to_have_count(0)
    assert len(calls) == 1


def test_a_function_sees_the_properties_that_the_page_shows(opened: Any) -> None:
    page: Page = opened("Properties")
    press(page, "Describe")
    expect(page.get_by_label("Told")).to_have_value("Seats: 3 of 9")
    press(page, "Change")
    expect(page.get_by_role("slider", name="Places")).to_be_visible()
    press(page, "Describe")
    expect(page.get_by_label("Told")).to_have_value("Places: 3 of 5")


def test_progress_is_shown_where_the_program_wants_it(opened: Any) -> None:
    page: Page = opened("Progress")

    def busy(label: str) -> Locator:
        return page.locator(".block[aria-busy=true]").filter(has=page.get_by_label(label, exact=True))

    page.get_by_label("Here", exact=True).fill("me")
    press(page, "Work")
    expect(busy("There")).to_have_count(1)
    expect(busy("Here")).to_have_count(0)
    press(page, "Go on")
    expect(page.get_by_label("Here", exact=True)).to_have_value("waited for me")
    expect(busy("There")).to_have_count(0)


def test_the_page_scrolls_to_what_was_made_where_it_is_asked_to(opened: Any) -> None:
    page: Page = opened("Progress")
    far = page.get_by_label("Far")
    press(page, "Stay")
    expect(far).to_have_value("stayed")
    expect(far).not_to_be_in_viewport()
    press(page, "Jump")
    expect(far).to_have_value("arrived")
    expect(far).to_be_in_viewport()


def test_words_that_are_refused_stay_in_the_field_and_are_not_said(opened: Any) -> None:
    page: Page = opened("Chat")
    field = page.get_by_placeholder("Type a message")
    field.fill("shout at me")
    page.keyboard.press("Enter")
    expect(words(page).filter(has_text="Please do not shout.")).to_be_visible()
    expect(field).to_have_value("shout at me")
    expect(page.get_by_test_id("user")).to_have_count(0)
    field.fill("talk to me")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("bot")).to_have_text(["TALK TO ME"])
    expect(words(page)).to_have_count(0)
    expect(field).to_have_value("")


def test_changed_words_that_are_refused_are_not_answered_anew(opened: Any) -> None:
    page: Page = opened("Chat")
    page.get_by_placeholder("Type a message").fill("one")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("bot")).to_have_text(["ONE"])
    said = page.locator(".user-row")
    said.hover()
    said.get_by_role("button", name="Edit").click()
    page.get_by_label("Message", exact=True).fill("shout")
    page.get_by_role("button", name="Submit").first.click()
    expect(page.get_by_test_id("toast-text")).to_have_text("Please do not shout.")
    expect(page.get_by_test_id("bot")).to_have_text(["ONE"])
    expect(page.get_by_placeholder("Type a message")).to_be_enabled()
    expect(page.get_by_test_id("user")).to_have_text(["one"])
