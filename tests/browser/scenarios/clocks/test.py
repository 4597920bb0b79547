"""Timers run in the page."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect
from serving import wait_until

APP = "tests/browser/scenarios/clocks/app.py"


def wait_for_more(field: Locator, least: int) -> int:
    """Wait until a field shows at least a number, and give what it then shows."""
    shown: list[int] = []

    def enough() -> bool:
        shown.append(int(field.input_value() or 0))
        return shown[-1] >= least

    wait_until(enough, f"the clock shows {least} or more", 30)
    return shown[-1]


def test_values_are_read_again_and_a_timer_starts_and_stops(serve: Any, new_page: Any) -> None:
    page: Page = new_page(serve(APP, via=("-m", "portico.cli", "run", "--as-gradio")).url)
    counted, ticked = page.get_by_label("Counted"), page.get_by_label("Ticked")
    running = page.get_by_label("Running")
    now = wait_for_more(counted, 4)
    expect(ticked).to_have_value("0")
    running.check()
    wait_for_more(ticked, 3)
    running.uncheck()
    # The other clock tells how long it takes until the tick that may be under way has come back.
    now = wait_for_more(counted, now + 10)
    stopped = ticked.input_value()
    wait_for_more(counted, now + 10)
    expect(ticked).to_have_value(stopped)


def test_a_clock_is_told_another_pace_while_others_go_on(serve: Any, new_page: Any) -> None:
    page: Page = new_page(serve(APP, via=("-m", "portico.cli", "run", "--as-gradio")).url)
    hurried, reads = page.get_by_label("Hurried"), page.get_by_label("Read at the opening and on")
    wait_for_more(reads, 4)
    expect(hurried).to_have_value("0")
    page.get_by_role("button", name="Hurry").click()
    wait_for_more(hurried, 3)
    page.get_by_role("button", name="Take it easy").click()
    expect(page.get_by_label("Pace")).to_have_value("every 3600 s")
    # The other clock tells how long it takes until the tick that may be under way has come back.
    now = wait_for_more(reads, int(reads.input_value()) + 10)
    stopped = hurried.input_value()
    wait_for_more(reads, now + 10)
    expect(hurried).to_have_value(stopped)
