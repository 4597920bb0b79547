"""Fixtures for tests that look through a browser: Chromium, pages that complain, and axe."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright
from proxy import Proxy
from serving import Program, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebSocket

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "test-results"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A camera that sees a clock and a microphone that hears a beep; a page must be allowed them like real ones.
    "--use-fake-device-for-media-stream",
]


# A condition that holds is seen at once; a busy machine may need long to bring it about.
expect.set_options(timeout=15_000)


class OpenPage(Protocol):
    """How the `new_page` fixture is called."""

    def __call__(
        self, url: str | None = ..., *, width: int = ..., height: int = ..., dark: bool = ..., **context: Any
    ) -> Page: ...


@pytest.fixture(scope="module")
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program that the tests of one scenario share: `PROGRAM` if the module names one, else `app.py` beside it."""
    named = getattr(request.module, "PROGRAM", None)
    path = ROOT / named if named else request.path.with_name("app.py")
    program = Program([str(path)], tmp_path_factory.mktemp("app"), free_port(), {})
    program.start()
    yield program
    program.stop()


@pytest.fixture
def proxied() -> Iterator[Callable[..., Proxy]]:
    """Put proxies before pages: `proxied(url, prefix="", sockets=False)`."""
    proxies: list[Proxy] = []

    def put(url: str, prefix: str = "", *, sockets: bool = False) -> Proxy:
        proxies.append(Proxy(url, prefix, sockets=sockets))
        return proxies[-1]

    yield put
    for proxy in proxies:
        proxy.cut()


# Package scope, not session scope: while Playwright runs, its event loop occupies the thread, and tests elsewhere that
# start a loop of their own would fail.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests of this folder: $PORTICO_CHROMIUM, the system's, or Playwright's own."""
    program = os.environ.get("PORTICO_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(
    browser: Browser,
    request: pytest.FixtureRequest,
    proxied: Callable[..., Proxy],  # pages go before the proxies they came through
) -> Iterator[OpenPage]:
    """Open pages, each in a browser context (cookies, storage) of its own.

    `new_page(url=None, width=1280, height=900, dark=False, **context)` takes what Playwright's `new_context` takes.
    The test fails if a page logs an error, throws, or asks another host for anything; `allow_console_errors` marks a
    test in which that belongs to the story.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        url: str | None = None, *, width: int = 1280, height: int = 900, dark: bool = False, **context: Any
    ) -> Page:
        opened = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", **context
        )
        opened.set_default_timeout(20_000)
        contexts.append(opened)
        _listen(opened, complaints)
        page = opened.new_page()
        if url:
            page.goto(url)
        return page

    yield open_page
    if getattr(request.node, "failed", False):
        _photograph(contexts, request.node.nodeid)
    for context in contexts:
        context.close()
    if not request.node.get_closest_marker("allow_console_errors"):
        assert not complaints, "The page complained:\n" + "\n".join(complaints)


@pytest.fixture
def page(new_page: OpenPage) -> Page:
    """One page, 1280 by 900, light."""
    return new_page()


@pytest.fixture
def joins(new_page: OpenPage) -> Callable[..., list[str]]:
    """`joins(page)` gives what the page asks to be run, from the next visit on, whichever way it goes."""

    def watch(page: Page) -> list[str]:
        asked: list[str] = []

        def hear(socket: WebSocket) -> None:
            socket.on("framesent", lambda frame: asked.append(str(frame)) if '"queue/join' in str(frame) else None)

        page.on("websocket", hear)
        page.on("request", lambda sent: asked.append(sent.post_data or "") if "/queue/join" in sent.url else None)
        return asked

    return watch


@pytest.fixture
def axe() -> Callable[[Page], list[dict[str, Any]]]:
    """`axe(page)` gives the accessibility violations of a page as it stands: id, impact, help, and where."""
    if not AXE.is_file():
        pytest.fail(f"{AXE.relative_to(ROOT)} is missing: run `make test` once, which installs it.")
    source = AXE.read_text(encoding="utf-8")

    def violations(page: Page) -> list[dict[str, Any]]:
        # Through the debugger's door, not a script tag: the page's content policy refuses foreign scripts.
        page.evaluate(source)
        found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)["violations"]
        return [
            {
                "id": rule["id"],
                "impact": rule["impact"],
                "help": rule["help"],
                "nodes": [f"{' '.join(map(str, node['target']))}: {node['failureSummary']}" for node in rule["nodes"]],
            }
            for rule in found
        ]

    return violations


def _listen(context: BrowserContext, complaints: list[str]) -> None:
    """Gather what a page should not do."""

    def hear(said: ConsoleMessage) -> None:
        # A browser complains of a proxy that takes upgrades away; the page does without its socket there.
        refused = "WebSocket connection to" in said.text and "426" in said.text
        if said.type == "error" and not refused:
            complaints.append(f"console: {said.text}")

    context.on("console", hear)
    context.on("weberror", lambda thrown: complaints.append(f"thrown: {thrown.error}"))

    def note(url: str) -> None:
        where = urlsplit(url)
        if where.scheme in ("http", "https", "ws", "wss") and where.hostname not in ("127.0.0.1", "localhost", "::1"):
            complaints.append(f"another host was asked: {url}")

    context.on("request", lambda asked: note(asked.url))


def _photograph(contexts: list[BrowserContext], name: str) -> None:
    """Keep what each page looked like when a test failed."""
    PICTURES.mkdir(exist_ok=True)
    pages = [page for context in contexts for page in context.pages if not page.is_closed()]
    for number, page in enumerate(pages):
        page.screenshot(path=PICTURES / f"{re.sub(r'[^A-Za-z0-9]+', '-', name)[-120:]}-{number}.png")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave word of a failure where the fixtures can read it."""
    report = yield
    if report.failed:
        item.failed = True  # type: ignore[attr-defined]
    return report
