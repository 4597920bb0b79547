"""Two visitors at once, one visitor twice, and a visitor whose connection breaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect
from serving import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from proxy import Proxy
    from serving import Program


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def note(page: Page, word: str) -> None:
    page.get_by_label("Word").fill(word)
    page.get_by_label("Word").press("Enter")


def test_each_visitor_has_a_state_of_its_own(app: Program, new_page: Any) -> None:
    ada, bob = new_page(app.url), new_page(app.url)
    note(ada, "apple")
    expect(ada.get_by_label("Notes")).to_have_value("apple")
    expect(ada.get_by_label("State changed")).to_have_value("1 kept")
    note(bob, "bread")
    expect(bob.get_by_label("Notes")).to_have_value("bread")
    note(ada, "cheese")
    expect(ada.get_by_label("Notes")).to_have_value("apple, cheese")
    expect(ada.get_by_label("State changed")).to_have_value("2 kept")
    expect(bob.get_by_label("Notes")).to_have_value("bread")


def test_a_reload_begins_anew(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    note(page, "apple")
    expect(page.get_by_label("Notes")).to_have_value("apple")
    page.reload()
    expect(page.get_by_label("Notes")).to_have_value("")
    note(page, "bread")
    expect(page.get_by_label("Notes")).to_have_value("bread")


def test_files_of_the_same_name_stay_apart(app: Program, new_page: Any) -> None:
    ada, bob = new_page(app.url), new_page(app.url)
    for page, text in ((ada, b"of Ada"), (bob, b"of Bob")):
        page.get_by_test_id("file-upload").first.set_input_files(
            {"name": "same.txt", "mimeType": "text/plain", "buffer": text}
        )
    expect(ada.get_by_label("Content")).to_have_value("of Ada")
    expect(bob.get_by_label("Content")).to_have_value("of Bob")


def test_generators_that_run_at_once_do_not_mix(app: Program, new_page: Any) -> None:
    ada, bob = new_page(app.url), new_page(app.url)
    for page, name in ((ada, "Ada"), (bob, "Bob")):
        page.get_by_label("Who").fill(name)
        press(page, "Count")
    for number in (1, 2):
        press(ada, "Step")
        expect(ada.get_by_label("Counted")).to_have_value(f"Ada {number}")
    press(bob, "Step")
    expect(bob.get_by_label("Counted")).to_have_value("Bob 1")
    press(ada, "Step")
    expect(ada.get_by_label("Counted")).to_have_value("Ada 3")
    expect(ada.locator(".generating")).to_have_count(0)
    expect(bob.locator(".generating")).to_have_count(1)
    for _ in range(2):
        press(bob, "Step")
    expect(bob.get_by_label("Counted")).to_have_value("Bob 3")


def test_the_browser_keeps_what_it_was_given_to_keep(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    expect(page.get_by_label("Reader")).to_have_value("nobody")
    page.get_by_label("Reader").fill("Ada")
    page.get_by_label("Reader").press("Enter")
    expect(page.get_by_label("Remembered")).to_have_value("Ada")
    page.reload()
    expect(page.get_by_label("Reader")).to_have_value("Ada")
    expect(new_page(app.url).get_by_label("Reader")).to_have_value("nobody")


def test_a_visitor_who_closes_the_page_has_left(app: Program, new_page: Any) -> None:
    stays, goes = new_page(app.url), new_page(app.url)
    expect(goes.get_by_label("Reader")).to_have_value("nobody")

    def left() -> int:
        return stays.request.post(f"{app.url}/gradio_api/run/left", data={"data": []}).json()["data"][0]

    before = left()
    goes.close()
    wait_until(lambda: left() == before + 1, "one visitor more has left")


@pytest.mark.allow_console_errors
@pytest.mark.parametrize("sockets", [True, False])
def test_a_state_survives_a_connection_that_breaks(
    app: Program, new_page: Any, proxied: Callable[..., Proxy], sockets: bool
) -> None:
    proxy = proxied(app.url, sockets=sockets)
    page: Page = new_page(proxy.url)
    note(page, "apple")
    expect(page.get_by_label("Notes")).to_have_value("apple")
    proxy.cut()
    banner = page.get_by_role("alert").filter(has_text=re.compile("lost|restarted"))
    expect(banner).to_contain_text("The connection to the app is lost. Trying again.")
    proxy.mend()
    expect(banner).to_have_count(0)
    note(page, "bread")
    expect(page.get_by_label("Notes")).to_have_value("apple, bread")


@pytest.mark.allow_console_errors
@pytest.mark.parametrize("sockets", [True, False])
def test_what_runs_goes_on_while_the_connection_is_broken(
    app: Program, new_page: Any, proxied: Callable[..., Proxy], sockets: bool
) -> None:
    proxy = proxied(app.url, sockets=sockets)
    page, helper = new_page(proxy.url), new_page(app.url)
    for visitor in (page, helper):
        visitor.get_by_label("Who").fill("Eve")
    press(page, "Count")
    press(helper, "Step")
    expect(page.get_by_label("Counted")).to_have_value("Eve 1")
    proxy.cut()
    expect(page.get_by_role("alert").filter(has_text="is lost")).to_be_visible()
    press(helper, "Step")
    proxy.mend()
    expect(page.get_by_role("alert").filter(has_text="is lost")).to_have_count(0)
    press(helper, "Step")
    expect(page.get_by_label("Counted")).to_have_value("Eve 3")
    expect(page.locator(".generating")).to_have_count(0)


@pytest.mark.parametrize("sockets", [True, False])
def test_a_reload_takes_up_what_runs(app: Program, new_page: Any, proxied: Callable[..., Proxy], sockets: bool) -> None:
    page, helper = new_page(proxied(app.url, sockets=sockets).url), new_page(app.url)
    helper.get_by_label("Who").fill("Fay")
    note(page, "apple")
    expect(page.get_by_label("Notes")).to_have_value("apple")
    page.get_by_label("Who").fill("Fay")
    page.get_by_label("Word").fill("typed, not sent")
    press(page, "Count")
    press(helper, "Step")
    expect(page.get_by_label("Counted")).to_have_value("Fay 1")
    page.reload()
    expect(page.get_by_label("Counted")).to_have_value("Fay 1")
    expect(page.get_by_label("Word")).to_have_value("typed, not sent")
    expect(page.get_by_label("Notes")).to_have_value("apple")
    press(helper, "Step")
    expect(page.get_by_label("Counted")).to_have_value("Fay 2")
    page.reload()
    press(helper, "Step")
    expect(page.get_by_label("Counted")).to_have_value("Fay 3")
    expect(page.locator(".generating")).to_have_count(0)
    note(page, "bread")
    expect(page.get_by_label("Notes")).to_have_value("apple, bread")
    page.reload()
    expect(page.get_by_label("Notes")).to_have_value("")


def test_what_ended_while_the_page_was_away_is_shown(app: Program, new_page: Any) -> None:
    page, helper = new_page(app.url), new_page(app.url)
    for visitor in (page, helper):
        visitor.get_by_label("Who").fill("Gil")
    press(page, "Count")
    press(helper, "Step")
    expect(page.get_by_label("Counted")).to_have_value("Gil 1")
    page.goto("about:blank")
    for _ in range(2):
        press(helper, "Step")
    page.goto(app.url)
    expect(page.get_by_label("Counted")).to_have_value("Gil 3")
    expect(page.locator(".generating")).to_have_count(0)


def test_another_tab_takes_up_nothing(app: Program, new_page: Any) -> None:
    page, helper = new_page(app.url), new_page(app.url)
    for visitor in (page, helper):
        visitor.get_by_label("Who").fill("Hal")
    press(page, "Count")
    press(helper, "Step")
    expect(page.get_by_label("Counted")).to_have_value("Hal 1")
    with page.context.expect_page() as opened:
        page.evaluate("() => void open(location.href)")
    other: Page = opened.value
    expect(other.get_by_label("Reader")).to_have_value("nobody")
    expect(other.get_by_label("Counted")).to_have_value("")
    for _ in range(2):
        press(helper, "Step")
    expect(page.get_by_label("Counted")).to_have_value("Hal 3")
