"""The page's policy: what the program wrote runs, what came as text does not; and other sites' pages stay outside."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

EVIL = "http://evil.example/"
ATTACK = """<!doctype html><title>Evil</title>
<img src="APP/gradio_api/startup-events"><iframe name="sink"></iframe>
<form method="post" action="APP/gradio_api/run/echo" enctype="text/plain" target="sink">
  <input name='{"data":["form"],"x":"' value='"}'>
</form>
<script>
const json = { method: "POST", headers: { "content-type": "application/json" }, body: '{"data":["evil"]}' };
const text = { method: "POST", mode: "no-cors", body: '{"data":["evil"]}' };
const tried = [
  fetch("APP/gradio_api/run/echo", json), fetch("APP/gradio_api/run/echo", text).then(() => Promise.reject()),
  fetch("APP/config"), fetch("APP/gradio_api/info", { credentials: "include" }),
  new Promise((done, fail) => {
    const socket = new WebSocket("APP/gradio_api/socket?session_hash=evil".replace("http", "ws"));
    socket.onopen = done;
    socket.onerror = fail;
  }),
];
document.forms[0].submit();
window.outcome = Promise.allSettled(tried).then((all) => all.map((one) => one.status));
</script>"""

INJECTED = """() => new Promise((done) => {
  const place = document.createElement("div");
  place.innerHTML = '<img src="data:," onerror="document.body.dataset.injected = 1">';
  place.firstChild.addEventListener("error", () => done(document.body.dataset.injected ?? null));
  document.body.append(place);
})"""


@pytest.mark.requirement("R21")
@pytest.mark.allow_console_errors  # the browser says what it refused
def test_what_the_program_wrote_runs_and_what_came_as_text_does_not(new_page: Any, app: Any) -> None:
    page: Page = new_page(app.url)
    body = page.locator("body")
    expect(body).to_have_attribute("data-head", "inline")
    expect(body).to_have_attribute("data-loaded", "loaded")
    expect(body).to_have_attribute("data-js", "ran")
    page.locator("#card").click()
    expect(page.locator("#card")).to_have_text("pressed click")
    page.locator("#link").click()
    expect(body).to_have_attribute("data-link", "followed")
    expect(page.locator("#broken")).to_have_attribute("alt", "replaced")
    expect(page.frame_locator("#frame").locator("p")).to_have_text("Framed")
    page.get_by_label("Text").fill("hello")
    page.get_by_label("Text").press("Enter")
    expect(page.get_by_label("Shown")).to_have_value("hello by js")
    page.locator("#rated").get_by_text("0", exact=True).click()
    expect(page.locator("#rated")).to_contain_text("clicked")
    # The author shows Markdown as it is; that it has a handler was nobody's program.
    expect(page.get_by_text("shown", exact=True)).to_be_visible()
    assert body.get_attribute("data-hacked") is None
    assert page.evaluate(INJECTED) is None


@pytest.mark.requirement("R14", "R15", "R16", "R19")
@pytest.mark.allow_console_errors
def test_a_page_of_another_site_cannot_call_the_app_or_read_from_it(new_page: Any, app: Any) -> None:
    page: Page = new_page()
    html = ATTACK.replace("APP", app.url)
    page.context.route(EVIL, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(EVIL)
    assert page.evaluate("() => window.outcome") == ["rejected"] * 5
    # The picture's request had no effect: whoever starts the app is still the first to ask.
    assert httpx.get(f"{app.url}/gradio_api/startup-events").json() is True
