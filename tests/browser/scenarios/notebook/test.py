"""Apps below the cells of a notebook: used there, replaced there, logged in to there."""

from __future__ import annotations

import re

import pytest
from browser.conftest import OpenPage
from playwright.sync_api import FrameLocator, Page, expect
from serving import Program

pytest.importorskip("nbclient", reason="nbclient is not installed")
pytest.importorskip("ipykernel", reason="ipykernel is not installed")
# Browsers complain of a login form in a frame, since it asks for the cursor.
pytestmark = pytest.mark.allow_console_errors


def below(page: Page, cell: int) -> FrameLocator:
    return page.frame_locator(f"#cell-{cell} iframe")


def use(frame: FrameLocator, name: str, answer: str) -> None:
    frame.get_by_label("Name", exact=True).fill(name)
    frame.get_by_role("button", name="Submit").click()
    expect(frame.get_by_label("Said")).to_have_value(answer)


def test_an_app_is_used_below_its_cell_and_replaced_when_that_runs_again(app: Program, new_page: OpenPage) -> None:
    page = new_page(f"http://localhost:{app.port}/")
    use(below(page, 0), "Ada", "Hello, Ada, from run 1!")
    address = page.locator("#cell-0 iframe").get_attribute("src")
    frame = page.locator("#cell-0 iframe").bounding_box()
    assert frame is not None
    assert frame["height"] == 420
    page.goto(f"http://localhost:{app.port}/run/0")
    use(below(page, 0), "Ada", "Hello, Ada, from run 2!")
    assert page.locator("#cell-0 iframe").get_attribute("src") == address, "the old app is gone, and its port is free"


def test_a_cell_shows_the_app_and_its_address_and_nothing_besides(app: Program, page: Page) -> None:
    page.goto(f"http://localhost:{app.port}/")
    for cell in (0, 1, 3):
        shown = page.locator(f"#cell-{cell} > :not(:first-child)")
        assert shown.count() == 2, shown.all_inner_texts()
        expect(shown.first).to_have_text(re.compile(r"^\* Running on http://127\.0\.0\.1:[0-9]+/\s*$"))
        expect(shown.last).to_have_attribute("src", re.compile("^http://localhost:"))
    expect(below(page, 3).get_by_role("heading", name="A cell that is an app")).to_be_visible()
    expect(page.locator("#cell-4 iframe")).to_have_count(0)
    expect(page.locator("#cell-4 .stdout")).to_contain_text("* Running on")
    expect(page.locator("#cell-5 .error")).to_contain_text("Did you mean 'Textbox'?")
    expect(page.locator("#cell-6 .stdout")).to_have_text("the kernel is free")
    expect(page.locator(".stderr")).to_have_count(0)


def test_a_visitor_logs_in_below_the_cell(app: Program, page: Page) -> None:
    page.goto(f"http://localhost:{app.port}/")
    frame = below(page, 1)
    frame.get_by_label("Username").fill("ann")
    frame.get_by_label("Password").fill("tulip")
    frame.get_by_role("button", name="Login").click()
    use(frame, "Ada", "ann says Ada")
    page.reload()
    use(below(page, 1), "Ben", "ann says Ben")
    box = page.locator("#cell-1 iframe").bounding_box()
    assert box is not None
    assert box["width"] == 600
