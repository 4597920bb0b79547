"""The first app of the README, as a person meets it: by pointer, by keyboard, on a slow link and without a server."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from serving import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from proxy import Proxy
    from serving import Program

    Axe = Callable[[Page], list[dict[str, Any]]]

PROGRAM = "examples/digits.py"
ZERO = """
0059d100 00dfaf50 03f20bb0 04c00880 05800980 04b01c70 02e5ac00 006da000
"""


def zero(size: int = 160, kind: str = "png") -> bytes:
    """A hand-written zero as a picture file."""
    pixels = bytes(min(255, int(value, 16) * 17) for value in ZERO if value.strip())
    file = io.BytesIO()
    Image.frombytes("L", (8, 8), pixels).resize((size, size), Image.Resampling.NEAREST).convert("RGB").save(file, kind)
    return file.getvalue()


def drop_or_paste(page: Page, event: str) -> None:
    """Give the picture to the upload area as a drop or a paste does."""
    page.get_by_role("button", name="Drop an image file here to upload").evaluate(
        """(area, [kind, data]) => {
            const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
            const carried = new DataTransfer();
            carried.items.add(new File([bytes], "zero.png", { type: "image/png" }));
            const given = { bubbles: true, cancelable: true, dataTransfer: carried, clipboardData: carried };
            area.dispatchEvent(kind === "drop" ? new DragEvent(kind, given) : new ClipboardEvent(kind, given));
        }""",
        [event, base64.b64encode(zero()).decode()],
    )


def result(page: Page) -> Any:
    return page.get_by_test_id("label-output-value")


def choose_example(page: Page, number: int) -> str:
    """Click an example, and return the digit that its name says it shows."""
    example = page.get_by_role("group", name="Examples").get_by_role("button").nth(number)
    shows = example.get_by_role("img").get_attribute("alt") or ""
    example.click()
    return shows.partition("-shows-")[2][:1]


def test_an_uploaded_picture_gets_its_label(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    expect(page).to_have_title("Digits")
    page.get_by_test_id("file-upload").set_input_files({"name": "0.png", "mimeType": "image/png", "buffer": zero()})
    expect(result(page)).to_have_text("0")
    expect(page.get_by_role("img", name="What the model sees")).to_be_visible()
    expect(page.get_by_test_id("0-confidence-set")).to_contain_text("%")


@pytest.mark.parametrize("event", ["drop", "paste"])
def test_a_dropped_or_pasted_picture_gets_its_label(app: Program, new_page: Any, event: str) -> None:
    page: Page = new_page(app.url)
    drop_or_paste(page, event)
    expect(result(page)).to_have_text("0")


def test_an_example_gets_its_label(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    digits = [choose_example(page, 0)]
    expect(result(page)).to_have_text(digits[0])
    digits.append(choose_example(page, 3))
    expect(result(page)).to_have_text(digits[1])
    assert digits[0] != digits[1]


def test_the_slider_says_how_many_classes_are_shown(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    choose_example(page, 0)
    classes = page.locator(".confidence-set")
    expect(classes).to_have_count(3)
    page.get_by_role("slider").fill("10")
    page.get_by_role("button", name="Classify").click()
    expect(classes).to_have_count(10)
    expect(page.get_by_test_id("label").get_by_role("meter")).to_have_count(10)


def test_a_run_without_a_picture_says_what_to_do(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    page.get_by_role("button", name="Classify").click()
    expect(page.get_by_role("alert").get_by_test_id("toast-text")).to_have_text("Drop a picture of a digit first.")
    expect(page.locator(".toast-title")).to_have_text("No picture")


def test_from_the_first_key_to_a_result_without_a_pointer(
    app: Program, new_page: Any, joins: Any, tmp_path: Path
) -> None:
    picture = tmp_path / "zero.png"
    picture.write_bytes(zero())
    page: Page = new_page()
    asked = joins(page)
    page.goto(app.url)
    page.on("filechooser", lambda _: None)  # from now on, so that the browser's own never opens
    expect(page.get_by_role("main")).to_be_visible()
    focused = page.locator(":focus")
    page.keyboard.press("Tab")
    expect(focused).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(focused).to_have_accessible_name("Drop an image file here to upload")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(picture)
    expect(result(page)).to_have_text("0")
    tab_to(page, page.get_by_role("slider"))
    page.keyboard.press("End")
    expect(page.locator(".confidence-set")).to_have_count(10)
    tab_to(page, page.get_by_role("button", name="Classify"))
    before = len(asked)
    page.keyboard.press("Enter")
    wait_until(lambda: page.evaluate("true") and len(asked) > before, "the button has sent the picture")
    example = page.get_by_role("group", name="Examples").get_by_role("button").nth(3)
    tab_to(page, example)
    page.keyboard.press("Enter")
    expect(result(page)).to_have_text(
        (example.get_by_role("img").get_attribute("alt") or "").partition("-shows-")[2][:1]
    )


def tab_to(page: Page, target: Any, most: int = 12) -> None:
    """Press Tab until something has the focus, with a ring that can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            break
    expect(target).to_be_focused()
    seen = (
        "element => { const s = getComputedStyle(element); return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
    )
    assert target.evaluate(seen), "the focus cannot be seen"


def test_a_slow_link_shows_what_it_waits_for(app: Program, new_page: Any) -> None:
    page: Page = new_page()
    link = page.context.new_cdp_session(page)
    link.send("Network.enable")
    slow = {"offline": False, "latency": 250, "downloadThroughput": 400_000, "uploadThroughput": 150_000}
    link.send("Network.emulateNetworkConditions", slow)
    page.goto(app.url, wait_until="commit")
    expect(page.get_by_role("status").filter(has_text="Loading")).to_be_visible()
    large = {"name": "zero.bmp", "mimeType": "image/bmp", "buffer": zero(300, "bmp")}
    page.get_by_test_id("file-upload").set_input_files(large)
    sending = page.get_by_role("progressbar", name="Uploading")
    expect(sending).to_be_visible()
    expect(page.get_by_text("Uploading zero.bmp")).to_be_visible()
    page.wait_for_function(
        "bar => { const now = Number(bar.ariaValueNow); return now > 0 && now < Number(bar.ariaValueMax) }",
        arg=sending.element_handle(),
    )
    expect(result(page)).to_have_text("0")
    expect(page.get_by_test_id("label")).not_to_have_attribute("aria-busy", "true")


@pytest.mark.allow_console_errors
def test_a_link_that_breaks_is_taken_up_again_without_a_word(
    app: Program, new_page: Any, proxied: Callable[..., Proxy]
) -> None:
    proxy = proxied(app.url)
    page: Page = new_page(proxy.url)
    digit = choose_example(page, 0)
    expect(result(page)).to_have_text(digit)
    proxy.cut()
    banner = page.get_by_role("alert").filter(has_text="The connection to the app is lost. Trying again.")
    page.get_by_role("slider").fill("10")
    page.get_by_role("button", name="Classify").click()
    expect(banner).to_be_visible()
    again = page.get_by_test_id("label").get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(result(page)).to_have_text(digit)
    proxy.mend()
    expect(banner).to_have_count(0)
    again.click()
    expect(page.locator(".confidence-set")).to_have_count(10)
    expect(page.get_by_test_id("toast-body")).to_have_count(0)


@pytest.mark.allow_console_errors
def test_a_server_that_was_stopped_and_is_back_says_so(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url)
    digit = choose_example(page, 0)
    expect(result(page)).to_have_text(digit)
    app.stop()
    choose_example(page, 3)
    expect(page.get_by_role("alert").filter(has_text="connection to the app is lost")).to_be_visible()
    app.start()
    banner = page.get_by_role("alert").filter(has_text="The app was restarted.")
    # The page also tries again by itself, and may have found the app a moment ago.
    page.get_by_role("button", name="Retry now").evaluate_all("found => found.forEach((button) => button.click())")
    expect(banner).to_be_visible()
    banner.get_by_role("button", name="Reload").click()
    expect(banner).to_have_count(0)
    digit = choose_example(page, 3)
    expect(result(page)).to_have_text(digit)


@pytest.mark.parametrize("way", ["?__theme=dark", "the system's wish"])
def test_it_is_dark_where_dark_is_wanted(app: Program, new_page: Any, way: str) -> None:
    asked = way.startswith("?")
    page: Page = new_page(app.url + (way if asked else ""), dark=not asked)
    expect(page.locator("body.dark")).to_be_visible()
    expect(page.locator("gradio-app")).to_have_css("background-color", "rgb(17, 18, 23)")
    expect(page.locator(".block").first).to_have_css("color", "rgb(236, 236, 241)")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
def test_with_results_nobody_is_shut_out(app: Program, new_page: Any, axe: Axe, width: int, dark: bool) -> None:
    page: Page = new_page(app.url, width=width, dark=dark)
    digit = choose_example(page, 0)
    expect(result(page)).to_have_text(digit)
    expect(page.get_by_role("img", name="What the model sees")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"


def test_the_first_page_asks_once_for_each_file_and_never_waits_for_a_second_round(app: Program, new_page: Any) -> None:
    page: Page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/assets/" in request.url else None)
    page.goto(app.url)
    expect(page.get_by_role("button", name="Classify")).to_be_visible()
    source = page.request.get(app.url).text()
    late = [url for url in asked if url.rpartition("/")[2] not in source]
    assert late == []
    assert len(asked) == len(set(asked))
