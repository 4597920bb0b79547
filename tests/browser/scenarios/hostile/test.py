"""Hostile texts, wherever a page shows a text: no script runs, nobody leaves, no other host is asked."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from security.payloads import CLASSES, PAYLOADS

import portico as gr

APP = Path(__file__).with_name("app.py")
OFF = "default-src * data: blob: 'unsafe-inline' 'unsafe-eval'"
ON = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
QUESTIONS = Path(__file__).with_name("questions.js").read_text(encoding="utf-8")
OURS = {"127.0.0.1", ""}


class Watch:
    """What happened on a page that should not have."""

    def __init__(self, browser: Browser) -> None:
        self.seen: list[str] = []
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(60_000)
        self.context.expose_binding(
            "hit", lambda source, *_: self.seen.append(f"a script ran in {source['frame'].url}")
        )
        self.context.on("weberror", lambda thrown: self.seen.append(f"thrown: {thrown.error}"))
        self.context.on("dialog", lambda dialog: (self.seen.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        self.context.on("request", self._asked)
        self.page = self.context.new_page()
        self.context.on("page", lambda page: self.seen.append(f"a window opened: {page.url}"))

    def _asked(self, request: Any) -> None:
        if urlsplit(request.url).hostname not in OURS and urlsplit(request.url).scheme != "data":
            self.seen.append(f"asked for {request.url} ({request.resource_type})")

    def settled(self) -> Page:
        """Wait until whatever the page's markup started has had its time."""
        page = self.page
        page.wait_for_function("() => [...document.images].every((one) => one.complete || one.loading === 'lazy')")
        page.wait_for_load_state("networkidle")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        return page


@pytest.fixture
def watch(browser: Browser) -> Iterator[Watch]:
    made = Watch(browser)
    yield made
    made.context.close()


def board(name: str) -> gr.Blocks:
    spec = importlib.util.spec_from_file_location("hostile_app", APP)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.BOARDS[name]()


Read = Callable[[Watch], None]


def stands(text: str) -> Read:
    return lambda watch: expect(watch.page.get_by_text(text).first).to_be_attached(timeout=60_000)


def everything_said(watch: Watch) -> None:
    expect(watch.page.get_by_label("Ready")).to_have_value("yes", timeout=60_000)
    # The page had each text in its hand, not only the last three.
    watch.page.evaluate(
        """async (texts) => {
            for (const text of texts) {
                for (const level of ["info", "error"]) window.portico.app.notify(level, text, text);
                await new Promise((shown) => setTimeout(shown));
            }
        }""",
        PAYLOADS,
    )


BOARDS: dict[str, Read] = {
    "fields": stands("Inside"),
    "markdown": stands("press"),
    "chat": stands("press"),
    "empty": stands("press"),
    "findings": stands("press"),
    "told": everything_said,
    "templates": stands("press"),
}


def test_the_corpus_is_large_and_of_all_kinds() -> None:
    assert len(set(PAYLOADS)) >= 300
    assert len(CLASSES) >= 18
    assert all(len(several) >= 8 for several in CLASSES.values())


@pytest.mark.requirement("R24", "R21", "R25")
@pytest.mark.parametrize("policy", [OFF, ON], ids=["policy-off", "policy-on"])
@pytest.mark.parametrize("name", BOARDS)
def test_no_text_does_anything(name: str, policy: str, launched: Any, watch: Watch) -> None:
    app = launched(board(name), security=gr.Security(content_policy=policy))
    watch.page.goto(app.url)
    BOARDS[name](watch)
    page = watch.settled()
    found = page.evaluate(QUESTIONS)
    assert found["looked"] > 300, "the board stood there"
    assert found["complaints"] == []
    assert watch.seen == []
    assert page.url.startswith(app.url)


UNCLEAN = "<img src=x onerror=hit()>"


def shown_as_it_is() -> gr.Blocks:
    with gr.Blocks() as demo:
        gr.Markdown(f"{UNCLEAN} trusted <a href='javascript:hit()'>own</a>", sanitize_html=False)
    return demo


def test_this_would_see_a_script_run(launched: Any, watch: Watch) -> None:
    app = launched(shown_as_it_is(), security=gr.Security(content_policy=OFF))
    watch.page.goto(app.url)
    expect(watch.page.get_by_text("trusted")).to_be_visible()
    found = watch.settled().evaluate(QUESTIONS)
    assert any("onerror" in complaint for complaint in found["complaints"])
    assert [seen.startswith("a script ran") for seen in watch.seen] == [True]
    watch.page.evaluate("() => fetch('https://canary.invalid/').catch(() => null)")
    assert watch.seen[-1] == "asked for https://canary.invalid/ (fetch)"


@pytest.mark.requirement("R21")
def test_under_a_policy_with_a_nonce_not_even_unclean_texts_run_scripts(launched: Any, watch: Watch) -> None:
    app = launched(shown_as_it_is(), security=gr.Security(content_policy=ON))
    watch.page.goto(app.url)
    expect(watch.page.get_by_text("trusted")).to_be_visible()
    watch.page.get_by_text("own").click()
    watch.settled()
    assert watch.seen == []


@pytest.mark.requirement("R24")
def test_a_part_of_the_programs_own_keeps_its_html_when_the_browser_sends_it_back(launched: Any, watch: Watch) -> None:
    """Beside a forged one, which is cleaned: the seal of the one does not fit the other."""
    with gr.Blocks() as demo:
        chat = gr.Chatbot([{"role": "assistant", "content": gr.HTML("<mark id=own>own</mark>", render=False)}])
        gr.Button("Answer").click(lambda messages: [*messages, {"role": "user", "content": "done"}], chat, chat)
        forge = """messages => {
            const forged = structuredClone(messages);
            forged[0].content[0].value = "<mark id=forged onclick=hit()>forged</mark>";
            return [[...messages, ...forged]];
        }"""
        gr.Button("Forge").click(None, chat, chat, js=forge)
    app = launched(demo)
    page = watch.page
    page.goto(app.url)
    expect(page.locator("mark")).to_have_text("own")
    page.get_by_role("button", name="Forge").click()
    expect(page.get_by_text("forged")).to_be_visible()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("done")).to_be_visible()
    expect(page.locator(".html-container mark")).to_have_text("own")
    page.get_by_text("forged").click()
    assert page.locator("mark[onclick]").count() == 0
    assert watch.seen == []


@pytest.mark.requirement("R25")
def test_an_answer_that_looks_like_an_update_is_shown_as_data(launched: Any, watch: Watch) -> None:
    with gr.Blocks() as demo:
        given = gr.JSON({"__type__": "update", "visible": False, "value": UNCLEAN, "__proto__": {"polluted": 1}})
        kept, shown = gr.JSON(label="Kept"), gr.Markdown()
        gr.Button("Show").click(lambda data: (data, data), given, [kept, shown])
    app = launched(demo)
    page = watch.page
    page.goto(app.url)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_test_id("json").nth(1)).to_contain_text("visible")
    expect(page.get_by_test_id("markdown-wrapper")).to_contain_text("visible")
    watch.settled()
    assert page.evaluate("() => ({}).polluted") is None
    assert "polluted" not in (page.locator("gradio-app").text_content() or "")
    assert watch.seen == []


@pytest.mark.requirement("R23")
@pytest.mark.parametrize("query", ["__theme", "view", "lang", "page", "deep_link", "x"])
def test_what_stands_in_the_address_is_not_part_of_the_page(query: str, launched: Any, watch: Watch) -> None:
    with gr.Blocks(title="</title><script>hit()</script>") as demo:
        gr.Textbox(label="Here")
    app = launched(demo, security=gr.Security(content_policy=OFF))
    page = watch.page
    for text in ("</script><script>hit()</script>", '"><img src=x onerror=hit()>', "javascript:hit()"):
        page.goto(f"{app.url}/?{urlencode({query: text})}#{quote(text)}")
        expect(page.get_by_label("Here")).to_be_visible()
        assert watch.settled().evaluate(QUESTIONS)["complaints"] == []
    assert page.title() == "</title><script>hit()</script>"
    assert watch.seen == []
