"""A page with parts that functions built is reloaded while something runs: it goes on where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from proxy import Proxy
    from serving import Program


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def enter(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).fill(text)
    page.get_by_label(label, exact=True).press("Enter")


def counted(page: Page, name: str) -> Locator:
    return page.get_by_label(f"Counted by {name}")


def says(page: Page) -> Locator:
    return page.get_by_role("button", name="Say ")


@pytest.mark.parametrize("sockets", [True, False])
def test_rendered_parts_stand_as_they_did_and_what_runs_in_them_goes_on(
    app: Program, new_page: Any, proxied: Callable[..., Proxy], sockets: bool
) -> None:
    page, helper = new_page(proxied(app.url, sockets=sockets).url), new_page(app.url)
    enter(page, "Names", f"ada bob{sockets}")
    expect(says(page)).to_have_count(2)
    page.get_by_label("Draft of ada").fill("hello")
    press(page, "Say ada0")
    expect(page.get_by_label("Said")).to_have_value("ada0:hello")
    page.get_by_label("Draft of ada").fill("typed, not sent")
    page.get_by_role("slider", name="Marks of ada").press("ArrowRight")
    expect(says(page)).to_have_count(3)
    press(page, f"Count bob{sockets}")
    enter(helper, "Step", f"bob{sockets}")
    expect(counted(page, "bob")).to_have_value(f"bob{sockets} 1")
    page.reload()
    # Nothing runs that builds anything: all of it is what the page had.
    expect(counted(page, "bob")).to_have_value(f"bob{sockets} 1")
    expect(page.get_by_label("Draft of ada")).to_have_value("typed, not sent")
    expect(says(page)).to_have_count(3)
    enter(helper, "Step", f"bob{sockets}")
    expect(counted(page, "bob")).to_have_value(f"bob{sockets} 2")
    press(page, "Say ada1")
    expect(page.get_by_label("Said")).to_have_value("ada0:hello ada1:typed, not sent")
    page.reload()
    enter(helper, "Step", f"bob{sockets}")
    expect(counted(page, "bob")).to_have_value(f"bob{sockets} 3")
    expect(page.locator(".generating")).to_have_count(0)
    page.get_by_role("slider", name="Marks of ada").press("ArrowRight")
    expect(says(page)).to_have_count(4)
    press(page, "Say ada2")
    expect(page.get_by_label("Said")).to_have_value("ada0:hello ada1:typed, not sent ada2:typed, not sent")
    enter(page, "Names", "ada eve")
    expect(counted(page, "eve")).to_be_visible()
    expect(counted(page, "bob")).to_have_count(0)
    expect(page.get_by_label("Draft of ada")).to_have_value("typed, not sent")
    press(page, "Say ada0")
    # A State of a part that is built anew is a new one.
    expect(page.get_by_label("Said")).to_have_value("ada0:typed, not sent")
    page.reload()
    expect(page.get_by_label("Names")).to_have_value("ada")
    expect(says(page)).to_have_count(1)
    expect(page.get_by_label("Draft of ada")).to_have_value("")


def test_a_part_that_is_being_built_arrives_after_the_reload(app: Program, new_page: Any) -> None:
    page, helper = new_page(app.url), new_page(app.url)
    expect(says(page)).to_have_count(1)
    enter(page, "Names", "slow fay")
    expect(page.locator(".pending")).not_to_have_count(0)
    page.reload()
    expect(says(page)).to_have_count(1)
    expect(counted(page, "ada")).to_be_visible()
    enter(helper, "Step", "slow fay")
    expect(counted(page, "fay")).to_be_visible()
    expect(counted(page, "ada")).to_have_count(0)
    expect(says(page)).to_have_count(2)


def test_what_was_built_while_the_page_was_away_is_shown(app: Program, new_page: Any) -> None:
    page, helper = new_page(app.url), new_page(app.url)
    expect(says(page)).to_have_count(1)
    enter(page, "Names", "slow gil")
    press(page, "Count ada")
    expect(page.locator(".pending")).not_to_have_count(0)
    page.goto("about:blank")
    enter(helper, "Step", "slow gil")
    expect(helper.get_by_label("Step")).to_have_value("slow gil")
    page.goto(app.url)
    expect(counted(page, "gil")).to_be_visible()
    expect(counted(page, "ada")).to_have_count(0)
    expect(says(page)).to_have_count(2)
