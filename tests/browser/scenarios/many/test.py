"""A page with a thousand controls is a page like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from serving import Program


def test_a_thousand_controls(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    expect(page.get_by_role("textbox")).to_have_count(500)
    # What nobody has opened is not made yet.
    expect(page.get_by_role("slider")).to_have_count(0)
    first, last = page.get_by_label("Field 0.0", exact=True), page.get_by_label("Field 99.4", exact=True)
    expect(last).to_have_value("value 99.4")
    first.fill("changed")
    first.press("Enter")
    expect(last).to_have_value("changed")
    expect(first).to_have_value("value 99.4")
    expect(page.get_by_label("Field 50.2", exact=True)).to_have_value("value 50.2")

    page.get_by_role("tab", name="Choices").click()
    for role in ("checkbox", "slider", "combobox"):
        expect(page.get_by_role(role)).to_have_count(100)
    expect(page.get_by_label("Number 99", exact=True)).to_have_value("99")
    page.get_by_label("Box 99").check()
    page.get_by_role("tab", name="Fields").click()
    expect(last).to_be_visible()
    expect(last).to_have_value("changed")
    page.get_by_role("tab", name="Choices").click()
    expect(page.get_by_label("Box 99")).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
