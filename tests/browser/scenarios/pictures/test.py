"""A picture is chosen, dropped, pasted, shown large, and pointed at."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

APP = "tests/browser/scenarios/pictures/app.py"
Axe = Callable[[Page], list[dict[str, Any]]]
UPLOAD = "Drop an image file here to upload"

GIVE = """async (target, [bytes, event]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "given.png", {type: "image/png"}));
    const options = {bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data};
    target.dispatchEvent(event === "paste" ? new ClipboardEvent("paste", options) : new DragEvent(event, options));
}"""


def png(width: int, height: int, colour: tuple[int, int, int] = (250, 40, 40)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, format="PNG")
    return buffer.getvalue()


def given(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "image/png", "buffer": content}


@pytest.fixture
def url(serve: Any) -> str:
    return serve(APP, via=("-m", "portico.cli", "run", "--as-gradio")).url


def opened(new_page: Any, url: str) -> Page:
    """Open the page with choosers caught from the beginning, so that none opens before Playwright listens."""
    page: Page = new_page()
    page.on("filechooser", lambda _: None)
    page.goto(url)
    return page


def area(page: Page, label: str) -> Locator:
    return page.get_by_role("group", name=label)


def loaded(image: Locator) -> None:
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth > 0")


def test_a_chosen_picture_is_shown_and_its_negative_comes_back(url: str, new_page: Any, axe: Axe) -> None:
    page = opened(new_page, url)
    photo, told = area(page, "Photo"), page.get_by_label("Told")
    before = photo.bounding_box()
    with page.expect_file_chooser() as chooser:
        photo.get_by_role("button", name=UPLOAD).press("Enter")
    chooser.value.set_files(given("red.png", png(600, 1200)))
    expect(told).to_have_value("(1200, 600, 3)")
    loaded(photo.get_by_alt_text("Photo"))
    assert photo.bounding_box() == before, "the block moved or grew"
    shown = photo.get_by_alt_text("Photo").bounding_box()
    assert shown is not None
    assert shown["height"] == pytest.approx(2 * shown["width"], rel=0.02), "the picture is distorted"
    result = area(page, "Negative").get_by_alt_text("Negative")
    loaded(result)
    with page.expect_download() as download:
        area(page, "Negative").get_by_test_id("download-link").click()
    assert download.value.suggested_filename == "image.png"
    with Image.open(download.value.path()) as picture:
        assert (picture.size, picture.getpixel((0, 0))) == ((600, 1200), (5, 215, 215))
    assert axe(page) == []
    photo.get_by_role("button", name="Remove Image").click()
    expect(told).to_have_value("none")
    expect(photo.get_by_role("button", name=UPLOAD)).to_be_focused()


def test_dropped_and_pasted_pictures_take_the_place_of_the_one_before(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    photo, told = area(page, "Photo"), page.get_by_label("Told")
    photo.get_by_role("button", name=UPLOAD).evaluate(GIVE, [list(png(3, 2)), "drop"])
    expect(told).to_have_value("(2, 3, 3)")
    photo.get_by_test_id("image").evaluate(GIVE, [list(png(5, 4)), "drop"])
    expect(told).to_have_value("(4, 5, 3)")
    photo.get_by_role("button", name="Remove Image").focus()
    page.locator(":focus").evaluate(GIVE, [list(png(7, 6)), "paste"])
    expect(told).to_have_value("(6, 7, 3)")


def test_the_clipboard_is_read_by_a_button(url: str, new_page: Any) -> None:
    page: Page = new_page(url, permissions=["clipboard-read", "clipboard-write"])
    photo = area(page, "Photo")
    paste = photo.get_by_role("button", name="Paste from clipboard")
    page.evaluate("navigator.clipboard.writeText('words')")
    paste.click()
    expect(photo.get_by_text("There is no image on the clipboard")).to_be_visible()
    page.evaluate(
        """bytes => navigator.clipboard.write([
            new ClipboardItem({"image/png": new Blob([new Uint8Array(bytes)], {type: "image/png"})})])""",
        list(png(9, 8)),
    )
    paste.click()
    expect(page.get_by_label("Told")).to_have_value("(8, 9, 3)")


def test_what_is_no_image_is_said_in_words(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    photo = area(page, "Photo")
    photo.get_by_test_id("file-upload").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"words"}
    )
    expect(photo.get_by_text("notes.txt cannot be used here. Accepted: Images.")).to_be_visible()
    photo.get_by_test_id("file-upload").set_input_files(given("false.png", b"no picture at all"))
    expect(photo.get_by_text("false.png cannot be shown.")).to_be_visible()
    expect(page.get_by_test_id("toast-text").first).to_contain_text("That file is not an image. Portico reads PNG")


def test_a_pixel_is_chosen_by_pointer_and_by_key(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    told, picture = page.get_by_label("Told"), page.get_by_alt_text("A blue map")
    loaded(picture)
    box = picture.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.5)
    # A pointer stands on whole points of the screen, the picture perhaps not.
    expect(told).to_have_value(re.compile(r"^\[(99|100), (99|100)\]$"))
    x, y = json.loads(told.input_value())
    point = page.get_by_role("button", name="Choose a point in A blue map")
    point.press("ArrowRight")
    point.press("Enter")
    expect(told).to_have_value(f"[{x + 20}, {y}]")


def test_fullscreen_holds_the_focus_and_gives_it_back(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    opens = area(page, "Map").get_by_role("button", name="Fullscreen")
    opens.press("Enter")
    dialog = page.get_by_role("dialog", name="A blue map")
    expect(dialog.get_by_role("button", name="Exit fullscreen mode")).to_be_focused()
    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 900}
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opens).to_be_focused()


@pytest.mark.parametrize("dark", [False, True])
def test_huge_and_tiny_pictures_fit_a_phone(url: str, new_page: Any, axe: Axe, dark: bool) -> None:
    page: Page = new_page(url, width=390, dark=dark, has_touch=True)
    photo = area(page, "Photo")
    photo.get_by_test_id("file-upload").set_input_files(given("huge.png", png(5000, 300)))
    loaded(photo.get_by_alt_text("Photo"))
    digit = area(page, "Digit").get_by_alt_text("Digit")
    loaded(digit)
    small = digit.bounding_box()
    assert small is not None
    assert small["width"] == small["height"] >= 64, "eight pixels cannot be seen"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
