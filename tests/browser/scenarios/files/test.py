"""Files go up by chooser, drop and keyboard, come back as downloads, and what does not fit is said on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

APP = "tests/browser/scenarios/files/app.py"
Axe = Callable[[Page], list[dict[str, Any]]]

HOLD = """(target, [name, type, text, event]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, {type}));
    target.dispatchEvent(new DragEvent(event, {bubbles: true, cancelable: true, dataTransfer: data}));
}"""


def drop(target: Locator, name: str, kind: str, text: str) -> None:
    """Drop a file from the desktop."""
    target.evaluate(HOLD, [name, kind, text, "drop"])


@pytest.fixture
def url(serve: Any) -> str:
    return serve(APP, via=("-m", "portico.cli", "run", "--as-gradio"), env={"PORTICO_MAX_FILE_SIZE": "1mb"}).url


def opened(new_page: Any, url: str) -> Page:
    """Open the page with choosers caught from the beginning, so that none opens before Playwright listens."""
    page: Page = new_page()
    page.on("filechooser", lambda _: None)
    page.goto(url)
    return page


def area(page: Page, label: str) -> Locator:
    return page.get_by_role("group", name=label)


def test_a_file_is_chosen_saved_and_cleared(url: str, new_page: Any, axe: Axe) -> None:
    page = opened(new_page, url)
    table, told = area(page, "Table"), page.get_by_label("Told")
    height = table.bounding_box()["height"]  # type: ignore[index]
    with page.expect_file_chooser() as chooser:
        table.get_by_role("button", name="Click to upload or drop files").click()
    chooser.value.set_files({"name": "a b#1.csv", "mimeType": "text/csv", "buffer": b"x,y\n1,2"})
    expect(told).to_have_value("x,y\n1,2")
    assert table.bounding_box()["height"] == height, "the block changed its height"  # type: ignore[index]
    with page.expect_download() as download:
        table.get_by_test_id("download-link").click()
    assert download.value.suggested_filename == "a b#1.csv"
    assert Path(download.value.path()).read_bytes() == b"x,y\n1,2"
    table.get_by_role("button", name="Clear").click()
    expect(told).to_have_value("cleared")
    expect(table.get_by_role("button", name="Click to upload or drop files")).to_be_focused()
    area(page, "Notes").get_by_role("button", name="notes.txt").click()
    expect(told).to_have_value("0 notes.txt")
    assert axe(page) == []


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_chooser_opens_by_key(url: str, new_page: Any, key: str) -> None:
    page = opened(new_page, url)
    area(page, "Table").get_by_role("button", name="Click to upload or drop files").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press(key)
    chooser.value.set_files({"name": "t.csv", "mimeType": "text/csv", "buffer": b"by key"})
    expect(page.get_by_label("Told")).to_have_value("by key")
    # What had the focus is gone; it stays in the block.
    expect(area(page, "Table").locator(":focus")).to_have_count(1)


def test_a_file_that_does_not_fit_is_refused_in_the_area(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    table = area(page, "Table")
    where = table.get_by_role("button", name="Click to upload or drop files")
    plain = where.evaluate("element => getComputedStyle(element).backgroundColor")
    where.evaluate(HOLD, ["notes.txt", "text/plain", "no table", "dragover"])
    expect(where).not_to_have_css("background-color", plain)
    drop(where, "notes.txt", "text/plain", "no table")
    expect(where).to_have_css("background-color", plain)
    expect(table.get_by_text("notes.txt cannot be used here. Accepted: CSV.")).to_be_visible()
    large = {"name": "large.csv", "mimeType": "text/csv", "buffer": b"x" * 1_500_000}
    table.get_by_test_id("file-upload").set_input_files(large)
    expect(table.get_by_text("large.csv is 1.5 MB; this app takes files up to")).to_be_visible()
    drop(where, "good.csv", "text/csv", "fits")
    expect(page.get_by_label("Told")).to_have_value("fits")


def test_several_files_are_added_removed_and_put_in_order(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    papers, told = area(page, "Papers"), page.get_by_label("Told")
    files = [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": name.encode() * 10} for name in "abc"]
    papers.get_by_test_id("file-upload").set_input_files(files[:2])
    expect(told).to_have_value("a.txt 10, b.txt 10")
    drop(papers.get_by_role("table"), "c.txt", "text/plain", "c")
    expect(told).to_have_value("a.txt 10, b.txt 10, c.txt 1")
    papers.get_by_role("button", name="Move c.txt").focus()
    page.keyboard.press("ArrowUp")
    expect(told).to_have_value("a.txt 10, c.txt 1, b.txt 10")
    papers.get_by_role("button", name="Move b.txt").drag_to(papers.get_by_role("row").first)
    expect(told).to_have_value("b.txt 10, a.txt 10, c.txt 1")
    assert axe(page) == []
    papers.get_by_role("button", name="Remove this file").first.click()
    expect(told).to_have_value("a.txt 10, c.txt 1")
    papers.get_by_role("button", name="Clear").click()
    expect(told).to_have_value("")


def test_progress_is_shown_in_bytes_and_can_be_stopped(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    papers = area(page, "Papers")
    link = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 60_000}
    link.send("Network.emulateNetworkConditions", slow)
    papers.get_by_test_id("file-upload").set_input_files(
        {"name": "slow.txt", "mimeType": "text/plain", "buffer": b"x" * 800_000}
    )
    expect(papers.get_by_text("Uploading slow.txt")).to_be_visible()
    expect(papers.get_by_text("of 800 kB")).to_be_visible()
    assert axe(page) == []
    papers.get_by_role("button", name="Cancel").click()
    link.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    expect(papers.get_by_role("button", name="Click to upload or drop files")).to_be_visible()
    papers.get_by_test_id("file-upload").set_input_files({"name": "b.txt", "mimeType": "text/plain", "buffer": b"b"})
    expect(page.get_by_label("Told")).to_have_value("b.txt 1")


def test_a_button_takes_files_and_another_gives_one(url: str, new_page: Any) -> None:
    page = opened(new_page, url)
    add = page.get_by_role("button", name="Add texts")
    width = add.bounding_box()["width"]  # type: ignore[index]
    with page.expect_file_chooser() as chooser:
        add.press("Enter")
    assert chooser.value.is_multiple()
    chooser.value.set_files(
        [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": name.encode()} for name in ("one", "two")]
    )
    ready = page.get_by_role("button", name="Save together.txt")
    expect(ready).to_be_enabled()
    assert add.bounding_box()["width"] == width  # type: ignore[index]
    with page.expect_download() as download:
        ready.press("Enter")
    assert download.value.suggested_filename == "together.txt"
    assert Path(download.value.path()).read_text() == "one\ntwo"
    page.get_by_test_id("Add texts-upload-button").set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": b"no text"}
    )
    expect(page.get_by_test_id("toast-text")).to_contain_text("photo.png cannot be used here")


def test_dark_on_a_phone(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url, width=390, dark=True, has_touch=True)
    papers = area(page, "Papers")
    name = f"{'a very long name ' * 12}.tar.gz"
    papers.get_by_test_id("file-upload").set_input_files(
        [{"name": one, "mimeType": "text/plain", "buffer": b"x"} for one in (name, "b.txt")]
    )
    expect(papers.get_by_role("row")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in papers.get_by_role("button", name="Remove this file").all():
        assert button.bounding_box()["height"] >= 44  # type: ignore[index]
    assert axe(page) == []
