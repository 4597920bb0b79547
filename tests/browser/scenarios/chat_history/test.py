"""Conversations that the browser keeps: they are there at the next visit, and can be gone on with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

Axe = Callable[[Page], list[dict[str, Any]]]


def ask(page: Page, text: str) -> None:
    page.get_by_placeholder("Type a message").fill(text)
    page.keyboard.press("Enter")


def test_conversations_outlive_the_visit(app: Any, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(app.url)
    kept = page.get_by_role("grid", name="Conversations").get_by_role("gridcell")
    answers = page.get_by_test_id("bot")
    expect(kept).to_have_count(0)
    ask(page, "first one")
    expect(kept).to_have_text(["first one"])
    ask(page, "more")
    expect(answers).to_have_text(["0 before first one", "2 before more"])
    expect(kept).to_have_text(["first one"])
    page.get_by_role("button", name="New chat").click()
    expect(answers).to_have_count(0)
    ask(page, "second one")
    expect(kept).to_have_text(["second one", "first one"])
    assert axe(page) == []

    page.reload()
    expect(kept).to_have_text(["second one", "first one"])
    expect(answers).to_have_count(0)
    kept.nth(1).click()
    expect(answers).to_have_text(["0 before first one", "2 before more"])
    ask(page, "again")
    expect(answers.last).to_have_text("4 before again")
    expect(kept).to_have_text(["second one", "first one"])
    page.get_by_role("button", name="Clear").click()
    expect(kept).to_have_text(["second one"])


def test_another_browser_has_its_own(app: Any, new_page: Any) -> None:
    one, other = new_page(app.url), new_page(app.url, width=390, height=780)
    ask(one, "mine")
    expect(one.get_by_role("gridcell")).to_have_text(["mine"])
    ask(other, "yours")
    expect(other.get_by_role("gridcell")).to_have_text(["yours"])
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
