"""BrowserState outlives the visit, in one browser and in no other."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

APP = "tests/browser/scenarios/kept_in_browser/app.py"


def test_a_name_is_there_at_the_next_visit_and_can_be_forgotten(serve: Any, new_page: Any) -> None:
    app = serve(APP, via=("-m", "portico.cli", "run", "--as-gradio"))
    page: Page = new_page(app.url)
    expect(page.get_by_label("Greeting")).to_have_value("Hello guest")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_label("Greeting")).to_have_value("Bye Ada")
    app.restart()
    page.reload()
    expect(page.get_by_label("Greeting")).to_have_value("Hello Ada")
    assert "between us" not in page.content()
    expect(new_page(app.url).get_by_label("Greeting")).to_have_value("Hello guest")
    page.get_by_role("button", name="Forget").click()
    expect(page.get_by_label("Greeting")).to_have_value("Bye guest")
    page.reload()
    expect(page.get_by_label("Greeting")).to_have_value("Hello guest")
