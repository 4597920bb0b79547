"""A plugin of pytest, there where Portico is installed.

    def test_greeting(app_test):                 # a simulated person, without a browser
        at = app_test(demo)
    def test_served(portico_server):             # a real server, on a free port of this machine
        url = portico_server(demo)
    def test_page(portico_page):                 # a page of Playwright, where Playwright is installed
        page = portico_page(demo)
    def test_separation(assert_clean):           # what `gr.check` finds
        assert_clean(demo)

Each closes what it opened when the test ends.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""Browsers of the system, used where Playwright has none of its own. $PORTICO_CHROMIUM names another."""


@pytest.fixture
def app_test() -> Iterator[Callable[..., Any]]:
    """Open apps under test: `app_test(demo, …)` or `app_test("app.py", …)` returns an `AppTest`."""
    from portico.testing.app_test import AppTest  # only who asks pays for it

    opened: list[AppTest] = []

    def begin(app: Any, **options: Any) -> AppTest:
        named = isinstance(app, (str, os.PathLike))
        opened.append(AppTest.from_file(str(app), **options) if named else AppTest(app, **options))
        return opened[-1]

    yield begin
    for at in opened:
        at.close()


@pytest.fixture
def portico_server() -> Iterator[Callable[..., str]]:
    """Serve apps on free ports of this machine: `portico_server(demo, …)` takes what `launch` takes; the address."""
    launched: list[Any] = []

    def serve(demo: Any, **options: Any) -> str:
        launched.append(demo)
        demo.launch(**{"prevent_thread_lock": True, "quiet": True, "server_port": 0, **options})
        return str(demo.local_url)

    yield serve
    for demo in launched:
        demo.close(verbose=False)


@pytest.fixture
def portico_page(portico_server: Callable[..., str]) -> Iterator[Callable[..., Any]]:
    """Serve apps and open their pages in Chromium: `portico_page(demo, …)` returns a `playwright.sync_api.Page`.

    The test is skipped where Playwright is not installed, or finds no browser.
    """
    api = pytest.importorskip("playwright.sync_api", reason="portico_page needs Playwright: pip install playwright")
    with api.sync_playwright() as playwright:
        browser = _chromium(api, playwright)

        def visit(demo: Any, **options: Any) -> Any:
            page = browser.new_page()
            page.goto(portico_server(demo, **options))
            return page

        yield visit
        browser.close()


def _chromium(api: Any, playwright: Any) -> Any:
    system = os.environ.get("PORTICO_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    try:
        return playwright.chromium.launch(executable_path=system, args=["--no-sandbox"] if system else [])
    except api.Error as error:
        pytest.skip(f"portico_page finds no browser: playwright install chromium ({str(error).splitlines()[0]})")


@pytest.fixture(scope="session")
def assert_clean() -> Callable[..., None]:
    """Fail, naming each finding, where `gr.check` finds something: `assert_clean(demo, profile="production")`."""

    def judge(demo: Any, **options: Any) -> None:
        from portico.checks.checking import check  # only who asks pays for it

        found = check(demo, **options)
        if found:
            pytest.fail("\n".join(map(str, found)), pytrace=False)

    return judge
