"""The login form, and what a page says when its login has ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from browser.conftest import OpenPage
from playwright.sync_api import Page, expect
from serving import Program


def sign_in(page: Page, name: str = "ann", password: str = "tulip") -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def test_a_person_signs_in_with_the_keyboard_works_and_signs_out(app: Program, page: Page) -> None:
    page.goto(f"{app.url}/?__theme=dark&team=red")
    expect(page).to_have_title("Login")
    expect(page.get_by_role("heading", name="Login")).to_be_visible()
    expect(page.locator("p.auth")).to_have_text("Members of the rowing club only.")
    expect(page.locator("input[data-testid=textbox]")).to_be_focused()
    page.keyboard.type("ann")
    page.keyboard.press("Tab")
    page.keyboard.type("tulip")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Login")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_title("Rowing ledger")
    assert page.url == f"{app.url}/?__theme=dark&team=red", "the address that was asked for"
    page.get_by_role("button", name="Greet").click()
    expect(page.get_by_label("Answer")).to_have_value("Hello, ann: 0")
    expect(page.locator("footer .user")).to_have_text("ann")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_title("Login")


@pytest.mark.allow_console_errors  # a browser logs that the answer to a form was a 400
def test_a_wrong_password_is_told_to_everybody(app: Program, page: Page, axe: Callable[[Page], list[Any]]) -> None:
    page.goto(app.url)
    assert axe(page) == []
    sign_in(page, password="rose")
    failed = page.get_by_role("alert")
    expect(failed).to_contain_text("Incorrect credentials")
    expect(page.get_by_label("Password")).to_be_focused()
    expect(page.get_by_label("Password")).to_have_accessible_description(
        "Incorrect credentials. Please check the name and the password."
    )
    expect(page.get_by_label("Username")).to_have_value("ann")
    assert axe(page) == []
    sign_in(page)
    expect(page).to_have_title("Rowing ledger")


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("dark", [False, True])
def test_the_form_fits_and_reads_well(
    app: Program, new_page: OpenPage, axe: Callable[[Page], list[Any]], width: int, dark: bool
) -> None:
    page = new_page(app.url, width=width, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe(page) == []
    for field in (page.get_by_label("Username"), page.get_by_label("Password"), page.get_by_role("button")):
        box = field.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    shade = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert shade == ("rgb(17, 18, 23)" if dark else "rgb(250, 250, 251)")


def test_the_form_works_without_scripts(app: Program, new_page: OpenPage) -> None:
    page = new_page(app.url, java_script_enabled=False)
    sign_in(page)
    expect(page).to_have_title("Rowing ledger")


def test_the_form_speaks_the_browsers_language(app: Program, new_page: OpenPage) -> None:
    page = new_page(app.url, locale="de-AT")
    expect(page.get_by_role("heading")).to_have_text("Anmelden")
    page.get_by_label("Benutzername").fill("ann")
    page.get_by_label("Passwort").fill("tulip")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()


def test_a_page_is_told_at_once_that_its_login_has_ended(app: Program, new_page: OpenPage) -> None:
    page = new_page(app.url)
    sign_in(page)
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_label("Counted")).to_have_value(re.compile(r"\d+ for ann"))
    other = new_page(app.url)
    sign_in(other)
    other.get_by_role("button", name="Sign out").click()
    banner = page.get_by_role("alert").filter(has_text="You have been signed out")
    expect(banner).to_be_visible()
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("Login")


def test_a_link_of_the_app_logs_out(app: Program, page: Page) -> None:
    page.goto(app.url)
    sign_in(page)
    page.get_by_role("link", name="Leave").or_(page.get_by_role("button", name="Leave")).click()
    expect(page).to_have_title("Login")


def test_a_reload_takes_up_what_runs_for_the_same_login_alone(app: Program, page: Page) -> None:
    page.goto(app.url)
    sign_in(page)
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_label("Counted")).to_have_value(re.compile(r"\d+ for ann"))
    page.reload()
    expect(page.get_by_label("Counted")).to_have_value(re.compile(r"([3-9]\d|\d{3,}) for ann"), timeout=20_000)
    # The tab keeps what ran for whoever comes next to this page; somebody else begins anew.
    session = page.evaluate("window.__gradio_session_hash__")
    page.context.clear_cookies()
    page.reload()
    sign_in(page, "ben", "rose")
    expect(page).to_have_title("Rowing ledger")
    expect(page.get_by_label("Counted")).to_have_value("")
    page.get_by_role("button", name="Greet").click()
    expect(page.get_by_label("Answer")).to_have_value("Hello, ben: 0")
    assert page.evaluate("window.__gradio_session_hash__") != session
