"""Running, waiting, reporting and failing each have one look, and say it in words too."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator
    from serving import Program

    Axe = Callable[[Page], list[dict[str, Any]]]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def block(page: Page, label: str) -> Locator:
    return page.locator(".block", has=page.get_by_text(label, exact=True)).last


def tracker(page: Page, label: str) -> Locator:
    return block(page, label).get_by_test_id("status-tracker")


def speak(page: Page, kind: str) -> None:
    page.get_by_label("Kind").fill(kind)
    press(page, "Speak")
    expect(page.get_by_label("Spoken")).to_have_value(kind)


def fail(page: Page, kind: str) -> None:
    page.get_by_label("Kind").fill(kind)
    press(page, "Fail")


def test_progress_is_a_bar_with_words(app: Program, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(app.url)
    page.get_by_label("Name").fill("Bo")
    press(page, "Work")
    words = tracker(page, "Worked").locator(".progress-text")
    bar = block(page, "Worked").get_by_role("progressbar")
    expect(bar).to_have_accessible_name("Reading")
    expect(bar).to_have_attribute("aria-valuenow", "25")
    expect(words).to_have_text(re.compile(r"^Reading 25 % · \d+\.\d s$"))
    press(page, "Step")
    expect(bar).to_have_accessible_name("Sorting")
    expect(words).to_have_text(re.compile(r"^Sorting 0 of 4 pages · \d+\.\d s$"))
    press(page, "Step")
    expect(bar).to_have_attribute("aria-valuenow", "25")
    expect(bar).to_have_attribute("aria-valuetext", "Sorting 1 of 4 pages")
    assert axe(page) == []
    for _ in range(3):
        press(page, "Step")
    expect(words).to_have_text(re.compile(r"^Binding 3 of 5 books · \d+\.\d s$"))
    assert bar.locator(".progress-bar").evaluate("bar => bar.style.width") == "60%"
    press(page, "Step")
    expect(page.get_by_label("Worked")).to_have_value("done by Bo")
    expect(bar).to_have_count(0)
    expect(tracker(page, "Worked")).to_have_class(re.compile(r"\bhide\b"))


def test_those_who_wait_see_their_place(app: Program, new_page: Any) -> None:
    first, second, third = (new_page(app.url) for _ in range(3))
    for page, name in ((first, "Una"), (second, "Dua"), (third, "Tria")):
        page.get_by_label("Name").fill(name)
    press(first, "Serve")
    expect(first.locator(".sr-only[role=status]").first).to_have_text("Running")
    press(second, "Serve")
    expect(tracker(second, "Served")).to_contain_text("Next")
    press(third, "Serve")
    expect(tracker(third, "Served")).to_contain_text("2nd in the queue")
    expect(third.locator(".sr-only[role=status]").first).to_have_text("2nd in the queue")
    expect(tracker(first, "Served").locator(".progress-text")).to_have_text(re.compile(r"^\d+\.\d s$"))
    press(first, "Step")
    expect(first.get_by_label("Served")).to_have_value("served Una")
    expect(tracker(third, "Served")).to_contain_text("Next")
    for page, name in ((second, "Dua"), (third, "Tria")):
        press(page, "Step")
        expect(page.get_by_label("Served")).to_have_value(f"served {name}")


def test_progress_is_hidden_or_small_where_the_program_wants_it_so(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    page.get_by_label("Name").fill("Hy")
    press(page, "Work briefly")
    expect(tracker(page, "Quiet")).to_have_class(re.compile(r"\bminimal\b"))
    expect(tracker(page, "Quiet").locator(".progress-text")).to_be_visible()
    expect(block(page, "Quiet").locator(".content")).to_have_css("opacity", "1")
    press(page, "Step")
    expect(page.get_by_label("Quiet")).to_have_value("served Hy")
    page.get_by_label("Name").fill("Su")
    press(page, "Work quietly")
    expect(page.get_by_role("button", name="Work quietly")).to_have_attribute("aria-busy", "true")
    expect(tracker(page, "Quiet")).to_be_hidden()
    press(page, "Step")
    expect(page.get_by_label("Quiet")).to_have_value("served Su")


@pytest.mark.parametrize("kind", ["info", "warning", "success"])
def test_a_toast_has_a_title_and_formatted_words(app: Program, new_page: Any, axe: Axe, kind: str) -> None:
    page: Page = new_page(app.url, dark=kind == "warning")
    speak(page, kind)
    toast = page.get_by_test_id("toast-body")
    expect(toast).to_have_class(re.compile(rf"\b{kind}\b"))
    expect(toast).to_have_attribute("role", "status")
    expect(toast.locator(".toast-title")).to_have_text(f"Of kind {kind}")
    expect(toast.get_by_test_id("toast-text").locator("b")).to_have_text(kind)
    expect(toast.locator(".timer")).to_have_css("animation-duration", "60s")
    assert axe(page) == []
    toast.get_by_role("button", name="Close").click()
    expect(toast).to_have_count(0)


def test_a_toast_waits_while_the_pointer_or_the_focus_is_on_it(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    speak(page, "info")
    toast = page.get_by_test_id("toast-body")
    timer = toast.locator(".timer")
    expect(timer).to_have_css("animation-play-state", "running")
    toast.hover()
    expect(timer).to_have_css("animation-play-state", "paused")
    page.get_by_label("Name").hover()
    expect(timer).to_have_css("animation-play-state", "running")
    toast.get_by_role("button", name="Close").focus()
    expect(timer).to_have_css("animation-play-state", "paused")
    page.get_by_label("Name").focus()
    expect(timer).to_have_css("animation-play-state", "running")
    timer.evaluate("element => element.getAnimations()[0].finish()")
    expect(toast).to_have_count(0)


def test_at_most_three_toasts_newest_first_and_escape_takes_them_away(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    speak(page, "several")
    titles = page.locator(".toast-title")
    expect(titles).to_have_text(["Title 4", "Title 3", "Title 2"])
    page.keyboard.press("Escape")
    expect(titles).to_have_text(["Title 3", "Title 2"])
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(titles).to_have_count(0)
    speak(page, "forever")
    expect(titles).to_have_text("Info")
    expect(page.locator(".timer")).to_have_count(0)


def test_an_error_stays_and_makes_others_go(app: Program, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(app.url)
    fail(page, "shown")
    alert = page.get_by_role("alert").and_(page.get_by_test_id("toast-body"))
    expect(alert.locator(".toast-title")).to_have_text("Not a price list")
    expect(alert.get_by_test_id("toast-text")).to_have_text("Row 7 has no price.")
    expect(alert.locator(".timer")).to_have_count(0)
    speak(page, "several")
    expect(page.locator(".toast-title")).to_have_text(["Title 4", "Title 3", "Not a price list"])
    assert axe(page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_a_failure_keeps_the_old_value_and_can_be_tried_again(
    app: Program, new_page: Any, axe: Axe, dark: bool
) -> None:
    page: Page = new_page(app.url, width=390 if dark else 1280, dark=dark)
    beside = page.get_by_label("Spoken")
    before = beside.bounding_box()
    fail(page, "flaky")
    words = tracker(page, "Failed").locator(".error")
    expect(words).to_contain_text(re.compile(r"This did not work\. Reference [0-9A-F]{6}\."))
    assert "secret detail" not in page.content()
    reference = re.findall("Reference ([0-9A-F]{6})", words.inner_text())[0]
    assert f"reference {reference}" in app.log
    expect(page.get_by_label("Failed")).to_have_value("An older value")
    expect(page.get_by_test_id("markdown")).to_have_text("Also an older value")
    expect(page.get_by_role("button", name="Try again")).to_have_count(1)
    assert beside.bounding_box() == before, "a failure moved another field"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("toast-body")).to_have_count(0)
    assert axe(page) == []
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_label("Failed")).to_have_value("try 2")
    expect(page.get_by_test_id("markdown")).to_have_text("A newer value")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    expect(words).to_have_count(0)


def test_a_failure_can_be_put_aside(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    fail(page, "crash")
    expect(tracker(page, "Failed")).to_contain_text("Reference")
    block(page, "Failed").get_by_role("button", name="Clear").click()
    expect(tracker(page, "Failed")).to_have_class(re.compile(r"\bhide\b"))
    expect(page.get_by_label("Failed")).to_have_value("An older value")


SHORT = "Row 7 has no price."
LONG = "The list has 12 rows, and each needs a price in euros with a full stop, as in 12.50; row 7 says 'twelve'. " * 3
WORD = "/very/long/path/without/a/space/" * 9


@pytest.mark.parametrize("touch", [False, True])
@pytest.mark.parametrize("text", [SHORT, LONG, WORD])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_cross_stands_beside_the_first_words_of_an_error(
    app: Program, new_page: Any, width: int, text: str, touch: bool
) -> None:
    page: Page = new_page(app.url, width=width, has_touch=touch, is_mobile=touch)
    fail(page, f"say {text}")
    for label in ("Failed", "Also an older value"):
        whole = tracker(page, label).bounding_box()
        said = tracker(page, label).locator("span.error").bounding_box()
        cross = tracker(page, label).get_by_role("button", name="Clear").bounding_box()
        assert whole
        assert said
        assert cross
        assert cross["y"] == pytest.approx(said["y"], abs=1)
        assert said["x"] + said["width"] <= cross["x"]
        assert cross["x"] + cross["width"] <= whole["x"] + whole["width"]
    again = page.get_by_role("button", name="Try again").bounding_box()
    crosses = [one.bounding_box() for one in page.get_by_role("button", name="Clear").all()]
    assert again
    assert min(again["height"], *(one["height"] for one in crosses if one)) >= (44 if touch else 28)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
