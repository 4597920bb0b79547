"""A file that somebody uploaded is opened in the browser in every way there is: no script of it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, expect
from serving import wait_until

import portico as gr

FREE = "default-src * data: blob: 'unsafe-inline' 'unsafe-eval'"
SCRIPT = "<script>(window.opener || window.parent || window).hit(); hit()</script><img src=x onerror=hit()>"
FILES = {
    "page.html": f"<!doctype html><title>x</title>{SCRIPT}",
    "page.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><body><script>hit()</script></body></html>',
    "drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" onload="hit()"><script>hit()</script></svg>',
    "feed.xml": '<x><script xmlns="http://www.w3.org/1999/xhtml">hit()</script></x>',
    "picture.png": f"<!doctype html>{SCRIPT}",
    "words.txt": f"<!doctype html><html>{SCRIPT}</html>",
    "data.json": f"<!doctype html><html>{SCRIPT}</html>",
    "module.js": "hit()",
    "no-ending": f"<!doctype html>{SCRIPT}",
    "<img src=x onerror=hit()>.html": SCRIPT,
}
WAYS = {"iframe": "src", "embed": "src", "object": "data", "img": "src", "script": "src", "video": "src"}
INSIDE = """async ([addresses, ways]) => {
    const tried = [];
    for (const address of addresses) {
        for (const [tag, name] of Object.entries(ways)) {
            const element = document.createElement(tag);
            element[name] = address;
            // What is saved instead of shown tells nobody that it was.
            const tells = ["img", "script"].includes(tag);
            if (tells) tried.push(new Promise((done) => (element.onload = element.onerror = done)));
            document.body.append(element);
        }
        tried.push(import(address).catch(() => null));
    }
    await Promise.all(tried);
}"""


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, ran: list[str]) -> Iterator[Page]:
    context = browser.new_context(accept_downloads=True)
    context.expose_binding("hit", lambda source, *_: ran.append(source["frame"].url))
    yield context.new_page()
    context.close()


@pytest.mark.requirement("R20")
def test_an_uploaded_page_runs_no_script_of_its_own(launched: Any, page: Page, ran: list[str], tmp_path: Path) -> None:
    with gr.Blocks() as demo:
        gr.File(label="Files", file_count="multiple")
    app = launched(demo, security=gr.Security(content_policy=FREE))
    page.goto(app.url)
    given = [{"name": name, "mimeType": "text/html", "buffer": text.encode()} for name, text in FILES.items()]
    page.locator("input[type=file]").set_input_files(given)  # type: ignore[arg-type]
    links = page.get_by_test_id("download-link")
    expect(links).to_have_count(len(FILES))
    expect(page.get_by_text("<img src=x onerror=hit()>").first).to_be_visible()
    addresses: list[str] = links.evaluate_all("links => links.map((link) => link.href)")

    for address in addresses:
        opened = page.context.new_page()
        with suppress(Error):  # saved, not shown
            opened.goto(address)
        opened.close()
    ended: set[tuple[str, str]] = set()
    for event in ("requestfinished", "requestfailed"):
        page.on(event, lambda request: ended.add((request.url, request.resource_type)))  # type: ignore[call-overload]
    page.evaluate(INSIDE, [addresses, WAYS])
    kinds = {"document", "image", "media", "script"}
    wait_until(lambda: page.evaluate("true") and len(ended) == len(kinds) * len(addresses), "each was fetched as each")
    assert ran == []


@pytest.mark.requirement("R20")
def test_a_page_that_the_author_offers_cannot_reach_the_app(launched: Any, page: Page, tmp_path: Path) -> None:
    """Its scripts run, for the author put it there, but as a page of nowhere."""
    offered = tmp_path / "offered"
    offered.mkdir()
    probe = """<title>waiting</title><script>
        const found = [String(origin)];
        try { document.cookie; found.push("a cookie") } catch { found.push("no cookie") }
        try { localStorage; found.push("storage") } catch { found.push("no storage") }
        fetch("/config").then((r) => r.text()).then(() => "config", () => "no config").then((last) => {
            document.title = [...found, last].join(", ");
        });
    </script>"""
    (offered / "page.html").write_text(probe, encoding="utf-8")
    with gr.Blocks() as demo:
        gr.Markdown("Hello")
    app = launched(demo, allowed_paths=[str(offered)])
    page.goto(f"{app.url}/gradio_api/file={offered}/page.html")
    expect(page).to_have_title("null, no cookie, no storage, no config")
