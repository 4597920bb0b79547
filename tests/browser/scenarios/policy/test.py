"""The page's policy: what the program wrote runs, what came as text does not; and other sites' pages stay outside."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

EVIL = "https://evil.example/"
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

CLIENT = Path(__file__).parents[3] / "compat" / "js" / "node_modules" / "@gradio" / "client" / "dist"
SOURCE = """
import portico as gr

with gr.Blocks() as demo:
    text = gr.Textbox()
    text.submit(lambda value: value, text, text, api_name="echo")

if __name__ == "__main__":
    demo.launch(security=gr.Security(origins=[ORIGINS]))
"""
CALLS = """<!doctype html><title>Site</title>
<script type="module">
import { Client } from "./index.js";
const call = async () => (await (await Client.connect("APP")).predict("/echo", ["hello"])).data;
window.made(call().catch(() => "refused"));
</script>
<script>window.outcome = new Promise((done) => { window.made = done; });</script>"""
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


def elsewhere(new_page: Any, site: str, files: dict[str, str]) -> Page:
    """A page of another site, which its visitor allows to reach this machine: the browser is not what protects it."""
    page: Page = new_page()
    page.context.grant_permissions(["local-network-access"], origin=site.rstrip("/"))

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(site)
        kind = "text/html" if not name else "text/javascript"
        route.fulfill(body=files.get(name, ""), content_type=kind, status=200 if name in files else 404)

    page.context.route(f"{site}**", answer)
    page.goto(site)
    return page


@pytest.mark.requirement("R14", "R15", "R16", "R19")
@pytest.mark.allow_console_errors
def test_a_page_of_another_site_cannot_call_the_app_or_read_from_it(new_page: Any, app: Any) -> None:
    page = elsewhere(new_page, EVIL, {"": ATTACK.replace("APP", app.url)})
    assert page.evaluate("() => window.outcome") == ["rejected"] * 5
    told = httpx.post(f"{app.url}/gradio_api/run/calls", json={"data": []}).json()["data"][0]
    assert not {"evil", "form"} & set(told)
    # The picture's request had no effect: whoever starts the app is still the first to ask.
    assert httpx.get(f"{app.url}/gradio_api/startup-events").json() is True


@pytest.mark.requirement("R14")
@pytest.mark.allow_console_errors
@pytest.mark.skipif(not CLIENT.is_dir(), reason="the published client is not installed: npm ci in tests/compat/js")
@pytest.mark.parametrize(
    ("origins", "outcome"),
    [
        ("", "refused"),
        ('"https://site.example"', ["hello"]),
        ('"*"', ["hello"]),
        ('"https://other.example"', "refused"),
    ],
)
def test_the_published_client_works_from_a_listed_sites_page(
    new_page: Any, serve: Any, origins: str, outcome: object
) -> None:
    app = serve(SOURCE.replace("ORIGINS", origins))
    files = {path.relative_to(CLIENT).as_posix(): path.read_text(encoding="utf-8") for path in CLIENT.rglob("*.js")}
    page = elsewhere(new_page, "https://site.example/", files | {"": CALLS.replace("APP", app.url)})
    assert page.evaluate("() => window.outcome") == outcome


TAMPERED = "document.documentElement.dataset.tampered = 1;"


@pytest.mark.requirement("R77")
@pytest.mark.allow_console_errors  # the browser says what it refused
@pytest.mark.parametrize("kind", ["script", "modulepreload", "stylesheet"])
def test_a_file_of_the_page_that_arrives_as_another_one_is_refused(new_page: Any, app: Any, kind: str) -> None:
    tag = "script[^>]*src" if kind == "script" else f'link rel="{kind}"[^>]*href'
    names = re.findall(rf'<{tag}="\./(assets/[^"]+)"', httpx.get(app.url).text)
    assert names
    page: Page = new_page()
    sent: list[str] = []

    def tamper(route: Route) -> None:
        sent.append(route.request.url)
        added = "html { --tampered: 1 }" if kind == "stylesheet" else TAMPERED
        there = route.fetch()
        route.fulfill(response=there, body=f"{added}\n{there.text()}")

    page.route(f"**/{names[0]}", tamper)
    with page.expect_console_message(lambda said: "integrity" in said.text and names[0] in said.text):
        page.goto(app.url)
    page.wait_for_load_state("load")
    assert sent
    assert page.evaluate("() => document.documentElement.dataset.tampered ?? null") is None
    assert page.evaluate("() => getComputedStyle(document.documentElement).getPropertyValue('--tampered')") == ""
