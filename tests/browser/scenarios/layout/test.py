"""Containers, a program's own clothes, the panels, and pages that stand under another path."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import portico as gr

if TYPE_CHECKING:
    from proxy import Proxy
    from serving import Program

    Axe = Callable[[Page], list[dict[str, Any]]]


@pytest.fixture
def page(app: Program, new_page: Any) -> Page:
    return new_page(app.url)


# Containers


def test_ids_and_classes_are_where_people_look_for_them(page: Page) -> None:
    expect(page.locator("div.row#named-row.of-a-row > div.column#left")).to_be_visible()
    expect(page.locator("div.block.padded#named-box.of-a-class.second textarea")).to_have_value("Ada")
    expect(page.locator("button#go.one.two.lg.secondary")).to_have_text("Go")
    expect(page.locator("div.gr-group#group")).to_have_count(1)
    expect(page.locator("div.block.gr-accordion#opened button.label-wrap.open")).to_have_text("Opened")
    expect(page.locator("div.block#words.prose-class .prose.prose-class em")).to_have_text("group")
    expect(page.locator("gradio-app > .gradio-container main.contain > div.column")).to_have_count(1)
    expect(page.locator("div.tabs#tabs > div.tabitem#first.tab-class[role=tabpanel]")).to_be_visible()
    expect(page.locator("#first-button[data-tab-id=one]")).to_have_attribute("aria-controls", "first")
    assert page.locator("#left").evaluate("element => element.style.flexGrow") == "2"
    assert page.locator("#left").evaluate("element => element.style.minWidth") == "min(200px, 100%)"
    assert page.get_by_role("main").count() == 1


def test_what_is_not_visible(page: Page) -> None:
    expect(page.get_by_role("button", name="Go")).to_be_visible()
    expect(page.locator("#absent")).to_have_count(0)
    expect(page.locator("#hidden")).to_be_hidden()
    expect(page.locator("#hidden.hidden textarea")).to_have_value("still a value")
    expect(page.locator("#hidden-row")).to_be_hidden()


def test_columns_stand_side_by_side_and_below_each_other_on_a_phone(app: Program, new_page: Any) -> None:
    for width, beside in ((1280, True), (390, False)):
        page: Page = new_page(app.url, width=width)
        left, right = page.locator("#left").bounding_box(), page.locator("#right").bounding_box()
        assert left
        assert right
        assert (right["x"] > left["x"] + 1) is beside
        assert (right["y"] > left["y"] + 1) is not beside
        assert left["width"] > right["width"] * 1.5 or not beside
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_accordion_opens_by_keyboard_and_makes_its_content_then(page: Page, axe: Axe) -> None:
    expect(page.get_by_text("seen at once")).to_be_visible()
    expect(page.get_by_text("seen later")).to_have_count(0)
    button = page.get_by_role("button", name="Closed", exact=True)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("seen later")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_label("What opened")).to_have_value("expanded")
    assert axe(page) == []
    page.keyboard.press("Space")
    expect(page.get_by_text("seen later")).to_be_hidden()
    expect(page.get_by_label("What opened")).to_have_value("collapsed")


def test_tabs_by_keyboard(page: Page) -> None:
    tab = {name: page.get_by_role("tab", name=name) for name in ("First", "Second", "Locked", "Last")}
    expect(page.get_by_role("tab")).to_have_text(list(tab))
    expect(page.get_by_text("first words")).to_be_visible()
    for lazy in ("second", "locked", "gone", "last"):
        expect(page.get_by_text(f"{lazy} words")).to_have_count(0)
    tab["First"].focus()
    page.keyboard.press("ArrowRight")
    expect(tab["Second"]).to_be_focused()
    expect(tab["Second"]).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("second words")).to_be_visible()
    expect(page.get_by_text("first words")).to_be_hidden()
    expect(page.get_by_label("Chosen")).to_have_value("1 Second")
    page.keyboard.press("ArrowRight")
    expect(tab["Last"]).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tab["First"]).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    expect(tab["First"]).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("tabpanel", name="Last")).to_contain_text("last words")
    # The row of tabs is one stop for the Tab key.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(tab["Last"]).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Open the last")).to_be_focused()


def test_a_function_opens_a_tab(page: Page) -> None:
    page.get_by_role("button", name="Open the last").click()
    expect(page.get_by_role("tab", name="Last")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("last words")).to_be_visible()


# The program's own clothes


def test_css_js_head_and_title_of_the_program(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url + "/?__theme=dark")
    expect(page).to_have_title("Rooms")
    expect(page.locator("#named-row")).to_have_css("outline-color", "rgb(1, 2, 3)")
    box = page.locator("#named-box textarea")
    expect(box).to_have_css("font-style", "italic")
    expect(box).to_have_css("font-weight", "700")
    expect(page.locator(".of-a-class")).to_have_css("letter-spacing", "2px")
    expect(page.locator(".of-a-class")).to_have_css("word-spacing", "3px")
    expect(page.locator("footer")).to_have_css("text-transform", "uppercase")
    read = "(where, name) => getComputedStyle(document.querySelector(where)).getPropertyValue(name).trim()"
    assert page.evaluate(f"({read})('html', '--from-root')") == "1"
    assert page.evaluate(f"({read})('.gradio-container', '--from-container')") == "2"
    expect(page.locator("body[data-from-js=ran]")).to_be_visible()
    assert page.evaluate("window.fromHead") == "ran"
    expect(page.locator("head meta[name=from-head]")).to_have_attribute("content", "yes")


def test_a_page_as_large_as_the_window(launched: Any, new_page: Any) -> None:
    with gr.Blocks(fill_height=True, fill_width=True) as demo:
        gr.Textbox(label="Small")
        gr.Markdown("tall", height="100%", elem_id="tall")
    page: Page = new_page(launched(demo, footer_links=[]).url, width=1600, height=1000)
    column = page.locator("main > .column").bounding_box()
    assert column
    assert column["width"] > 1500
    assert 900 < column["height"] < 1000
    expect(page.get_by_role("contentinfo")).to_have_count(0)


def test_a_page_is_no_wider_than_one_reads(page: Page) -> None:
    page.set_viewport_size({"width": 1600, "height": 900})
    column = page.locator("main > .column").bounding_box()
    assert column
    assert column["width"] == 1120


# Panels


def test_the_api_panel_by_keyboard(page: Page, axe: Axe) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    link = page.get_by_role("button", name="Use by API")
    link.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Use by API")
    expect(panel.get_by_role("heading", name="API documentation")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?view=api$"))
    expect(panel).to_contain_text("2 API endpoints")
    expect(panel.get_by_role("heading", name="/greet")).to_be_visible()
    expect(panel).to_contain_text("Greet somebody, as often as asked.")
    assert panel.evaluate("dialog => dialog.contains(document.activeElement)")
    assert axe(page) == []
    snippets = {"Python": "Client(", "JavaScript": "@gradio/client", "cURL": "curl -N"}
    for language, part in snippets.items():
        panel.get_by_role("tab", name=language).click()
        code = panel.get_by_role("tabpanel").locator("pre").last
        expect(code).to_contain_text(part)
        expect(code).to_contain_text("greet")
        copy = panel.get_by_role("tabpanel").get_by_role("button").last
        expect(copy).to_have_accessible_name("Copy")
        copy.click()
        expect(copy).to_have_accessible_name("Copied")
        assert page.evaluate("navigator.clipboard.readText()").strip() == code.inner_text().strip()
    panel.get_by_role("button", name="/again").click()
    expect(panel.get_by_role("heading", name="/again")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(link).to_be_focused()
    expect(page).to_have_url(re.compile(r"/$"))


def test_the_code_for_python_runs_as_it_is_shown(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url + "/?view=api")
    code = page.get_by_role("tabpanel", name="Python").locator("pre").last.inner_text()
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert "Hello Hello!!. Hello Hello!!. Hello Hello!!." in ran.stdout, ran.stderr


def test_code_is_copied_where_the_browser_gives_no_clipboard(app: Program, new_page: Any) -> None:
    page: Page = new_page()
    # As over plain HTTP from another machine.
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })")
    page.goto(app.url + "/?view=api")
    page.get_by_role("tabpanel", name="Python").get_by_role("button", name="Copy").last.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#named-box textarea").select_text()
    page.keyboard.press("Control+V")
    expect(page.locator("#named-box textarea")).to_have_value(re.compile(r"^from gradio_client import Client"))


def test_a_panel_opens_from_the_address_and_closes_by_a_click_beside_it(app: Program, new_page: Any) -> None:
    page: Page = new_page(app.url + "/?view=api")
    expect(page.get_by_role("dialog", name="Use by API")).to_contain_text("/greet")
    page.mouse.click(5, 5)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto(app.url + "/?view=settings")
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_settings_change_the_theme(page: Page, axe: Axe) -> None:
    page.get_by_role("button", name="Settings").click()
    panel = page.get_by_role("dialog", name="Settings")
    panel.get_by_role("button", name="Dark").click()
    expect(page.locator("body.dark")).to_be_visible()
    expect(panel.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    assert axe(page) == []
    page.reload()
    expect(page.locator("body.dark")).to_be_visible()
    panel.get_by_role("button", name="Light").click()
    expect(page.locator("body.dark")).to_have_count(0)
    panel.get_by_role("button", name="System").click()
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body.dark")).to_be_visible()


def test_panels_fit_a_phone(app: Program, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(app.url + "/?view=api", width=390, height=800, dark=True)
    expect(page.get_by_role("dialog")).to_contain_text("/greet")
    assert axe(page) == []
    panel = page.get_by_role("dialog").get_by_role("document").bounding_box()
    assert panel
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= page.evaluate("document.documentElement.clientWidth")


def test_only_the_footer_that_was_asked_for(launched: Any, new_page: Any) -> None:
    with gr.Blocks() as demo:
        gr.Markdown("words")
    page: Page = new_page(launched(demo, footer_links=["settings"]).url)
    expect(page.get_by_role("contentinfo").get_by_role("button")).to_have_text(["Settings"])
    expect(page.locator(".built-with")).to_have_count(0)


# Other paths


@pytest.mark.parametrize("prefix", ["/some/prefix", ""])
def test_behind_a_proxy_that_says_nothing(
    app: Program, new_page: Any, proxied: Callable[..., Proxy], prefix: str
) -> None:
    proxy = proxied(app.url, prefix)
    page: Page = new_page(proxy.url)
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_label("Out")).to_have_value("Hello Ada. Hello Ada.")
    page.get_by_role("button", name="Use by API").click()
    expect(page.get_by_role("dialog")).to_contain_text(proxy.url.rstrip("/"))
    expect(page.get_by_role("dialog")).to_contain_text("/greet")
    assert all(path.startswith(prefix + "/") for path in proxy.asked)


def picture() -> dict[str, Any]:
    file = io.BytesIO()
    Image.new("RGB", (31, 17), "teal").save(file, "png")
    return {"name": "teal.png", "mimeType": "image/png", "buffer": file.getvalue()}


@pytest.mark.parametrize("prefix", ["", "/some/prefix"])
def test_mounted_in_another_app(serve: Any, new_page: Any, proxied: Callable[..., Proxy], prefix: str) -> None:
    site = serve("tests/browser/scenarios/layout/mounted.py").url
    url = proxied(site, prefix).url.rstrip("/") if prefix else site
    page: Page = new_page(url + "/tools/desk/")
    page.get_by_test_id("file-upload").set_input_files(picture())
    expect(page.get_by_label("Size")).to_have_value("31 by 17")
    # What was uploaded is shown from there, too.
    shown = page.get_by_test_id("image").locator("img")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.complete && image.naturalWidth") == 31
    assert page.request.get(url + "/").text() == "the site's own page"
