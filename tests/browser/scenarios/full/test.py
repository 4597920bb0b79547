"""Who comes when the queue is full is told so kindly, keeps what was typed, and gets in later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect
from serving import wait_until

if TYPE_CHECKING:
    from serving import Program

WORDS = "More people are waiting than can be served now"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.allow_console_errors
def test_a_full_queue_is_said_kindly_and_trying_again_works(app: Program, new_page: Any, axe: Any) -> None:
    first, second, third = (new_page(app.url) for _ in range(3))
    press(first, "Serve")
    wait_until(lambda: "began" in app.log, "the first call's start")
    press(second, "Serve")
    expect(second.get_by_test_id("status-tracker").filter(has_text="Next")).to_have_count(1)
    press(third, "Serve")
    toast = third.get_by_test_id("toast-body")
    expect(toast.locator(".toast-title")).to_have_text("Busy")
    expect(toast).to_contain_text(WORDS)
    assert "Max size" not in third.content()
    expect(third.get_by_label("Name")).to_have_value("Ada")
    assert axe(third) == []
    press(first, "Open")
    for page in (first, second):
        expect(page.get_by_label("Served")).to_have_value("served Ada")
    third.keyboard.press("Escape")
    third.get_by_role("button", name="Try again").click()
    expect(third.get_by_label("Served")).to_have_value("served Ada")
