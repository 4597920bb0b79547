"""Media that a function is still making, in the browser's own player."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from serving import Program, wait_until

Open = Callable[..., Page]


@pytest.fixture
def page(new_page: Open, app: Program) -> Page:
    found = new_page(app.url)
    if not found.evaluate("document.createElement('video').canPlayType('application/vnd.apple.mpegurl')"):
        pytest.skip("this browser plays no playlists: Chromium does from 142 on")
    return found


def test_a_sound_is_heard_while_it_is_made_and_saved_when_it_is_complete(page: Page) -> None:
    page.get_by_role("button", name="Sound").click()
    player = page.get_by_test_id("audio-player-Tone")
    expect(player).to_be_visible()
    # The function still waits, and what it gave is played to its end.
    wait_until(lambda: page.evaluate("document.querySelector('audio')?.currentTime > 0.9"), "it plays")
    address = player.get_attribute("src")
    assert address is not None
    assert "ENDLIST" not in page.evaluate("url => fetch(url).then(reply => reply.text())", address)
    page.get_by_role("button", name="More").click()
    wait_until(lambda: page.evaluate("document.querySelector('audio')?.currentTime > 2.5"), "it plays")
    # It was not begun anew when the function ended.
    assert player.get_attribute("src") == address
    with page.expect_download() as download:
        page.get_by_test_id("download-link").first.click()
    assert download.value.suggested_filename.startswith("audio.")
    assert download.value.path().stat().st_size > 5_000


def test_films_follow_each_other(page: Page) -> None:
    page.get_by_role("button", name="Film").click()
    player = page.get_by_test_id("Clip-player")
    wait_until(lambda: page.evaluate("document.querySelector('video')?.currentTime > 1.5"), "it plays")
    expect(page.get_by_label("Ended")).to_have_value("yes", timeout=15_000)
    wait_until(lambda: player.evaluate("video => video.duration > 3.5"), "the player has both films")
