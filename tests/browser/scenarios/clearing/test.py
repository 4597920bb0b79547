"""ClearButton empties in the browser, and a State on the server."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

APP = "tests/browser/scenarios/clearing/app.py"


def test_everything_goes_back_to_nothing(serve: Any, new_page: Any) -> None:
    page: Page = new_page(serve(APP, via=("-m", "portico.cli", "run", "--as-gradio")).url)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_label("Basket")).to_have_value("2")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_label("Name")).to_have_value("")
    expect(page.get_by_label("Age", exact=True)).to_have_value("")
    expect(page.get_by_label("Member")).not_to_be_checked()
    expect(page.get_by_label("City")).to_have_value("")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Seen")).to_have_value("('', None, 2, False, [], None, None, ['first'])")
