"""What comes out of a cache looks like what was computed: no different, only sooner."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

APP = "tests/browser/scenarios/cached/app.py"


@pytest.mark.parametrize(("button", "answer"), [("Shout", "PEAR 1"), ("Spell", "pear 1")])
def test_the_second_answer_is_the_first_and_the_page_is_ready_for_more(
    button: str, answer: str, serve: Any, new_page: Any
) -> None:
    app = serve(APP, via=("-m", "portico.cli", "run", "--as-gradio"))
    for _ in range(2):
        page: Page = new_page(app.url)
        for _ in range(2):
            page.get_by_label("Word").fill("pear")
            page.get_by_role("button", name=button).click()
            expect(page.get_by_label("Answer")).to_have_value(answer)
            page.get_by_label("Word").fill("fig")
            page.get_by_role("button", name=button).click()
            expect(page.get_by_label("Answer")).to_have_value(
                answer.replace("PEAR", "FIG").replace("pear", "fig").replace("1", "2")
            )
            expect(page.locator("[aria-busy=true]")).to_have_count(0)
