"""BrowserState outlives the visit, in one browser and in no other."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import pytest
from playwright.sync_api import Page, expect

APP = "tests/browser/scenarios/kept_in_browser/app.py"


@pytest.mark.allow_console_errors  # the app restarts, and the page looks for it
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


def test_the_storage_shows_nothing_and_what_was_altered_or_kept_under_another_secret_counts_as_none(
    serve: Any, new_page: Any
) -> None:
    app = serve(APP, via=("-m", "portico.cli", "run", "--as-gradio"))
    page: Page = new_page(app.url)
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_label("Greeting")).to_have_value("Bye Ada")
    kept = page.evaluate("localStorage.visitor")
    assert "Ada" not in kept
    assert b"Ada" not in b64decode(json.loads(kept)["sealed"])

    def begin_anew(text: str, url: str) -> None:
        page.evaluate("text => localStorage.setItem('visitor', text)", text)
        page.goto(url)

    for text in ('{"value": {"name": "Eve"}}', kept.replace(kept[20], "A" if kept[20] != "A" else "B", 1), "Eve"):
        begin_anew(text, app.url)
        expect(page.get_by_label("Greeting")).to_have_value("Hello guest")
    begin_anew(kept, app.url)
    expect(page.get_by_label("Greeting")).to_have_value("Hello Ada")
    page.goto("about:blank")
    app.stop()
    other = serve(APP, via=("-m", "portico.cli", "run", "--as-gradio"), env={"SECRET": "another"}, port=app.port)
    page.goto(other.url)
    expect(page.get_by_label("Greeting")).to_have_value("Hello guest")
