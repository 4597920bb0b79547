"""Interfaces as a person uses them: examples, live, a generator and its Stop button, flagging."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from serving import wait_until

APP = "tests/browser/scenarios/interface/app.py"
Axe = Callable[[Page], list[dict[str, Any]]]


@pytest.fixture
def url(serve: Any) -> str:
    return serve(APP, via=("-m", "portico.cli", "run", "--as-gradio")).url


def rows(path: Path) -> list[list[str]]:
    """What stands in a CSV file; nothing where there is none."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_an_example_fills_the_inputs_and_shows_its_kept_result(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    expect(page.get_by_role("columnheader")).to_have_text(["Dish", "People"])
    page.get_by_role("gridcell", name="Crumble").click()
    expect(page.get_by_label("Dish", exact=True)).to_have_value("Crumble")
    expect(page.get_by_label("People", exact=True)).to_have_value("6")
    expect(page.get_by_label("Title")).to_have_value("Crumble for 6")
    expect(page.get_by_role("row", name="Crumble")).to_have_attribute("aria-selected", "true")
    assert axe(page) == []
    page.get_by_role("button", name="Page 2").click()
    page.get_by_role("gridcell", name="Bread").click()
    expect(page.get_by_label("Title")).to_have_value("Bread for 2")


def test_examples_by_keyboard_then_the_function_itself(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    page.get_by_test_id("dataset-cell-0-0").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Title")).to_have_value("Crumble for 6")
    page.get_by_label("People", exact=True).fill("7")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Title")).to_have_value("Crumble for 7")
    page.get_by_role("button", name="Clear").first.click()
    expect(page.get_by_label("Dish", exact=True)).to_have_value("")
    expect(page.get_by_label("Title")).to_have_value("")


def test_flagging_keeps_what_is_shown(url: str, new_page: Any, tmp_path: Path) -> None:
    page: Page = new_page(url)
    page.get_by_role("gridcell", name="Pancakes").click()
    expect(page.get_by_label("Title")).to_have_value("Pancakes for 4")
    page.get_by_role("button", name="Flag").click()
    kept = tmp_path / ".gradio" / "flagged" / "dataset1.csv"
    wait_until(lambda: len(rows(kept)) == 2, "the sample is written")
    expect(page.get_by_role("button", name="Flag")).to_be_enabled()
    assert [row[:3] for row in rows(kept)] == [["Dish", "People", "Title"], ["Pancakes", "4", "Pancakes for 4"]]


def test_live_follows_what_is_typed(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url, width=390, dark=True)
    page.get_by_role("tab", name="Shout").click()
    page.get_by_label("Say").press_sequentially("abc")
    expect(page.get_by_label("Loud")).to_have_value("ABC")
    page.get_by_role("button", name="good morning").click()
    expect(page.get_by_label("Loud")).to_have_value("GOOD MORNING")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_generator_runs_until_it_is_stopped(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    page.get_by_role("tab", name="Count").click()
    submit, halt = page.get_by_role("button", name="Submit"), page.get_by_role("button", name="Halt")
    expect(halt).to_have_count(0)
    submit.click()
    expect(page.get_by_label("Now")).to_have_value(re.compile(r"^[1-9]\d+$"))
    expect(submit).to_have_count(0)
    halt.click()
    expect(submit).to_be_visible()
    expect(halt).to_have_count(0)
    page.get_by_label("From").fill("100000")
    submit.click()
    # It starts only when the first run has really ended: one call at a time is the limit.
    expect(page.get_by_label("Now")).to_have_value(re.compile(r"^1\d{5}$"))
    halt.click()
    expect(submit).to_be_visible()
