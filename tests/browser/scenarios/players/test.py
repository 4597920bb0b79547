"""Sounds and films are uploaded, played, taken away and saved."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

APP = "tests/browser/scenarios/players/app.py"
Axe = Callable[[Page], list[dict[str, Any]]]

RECORD = """() => new Promise(done => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 32;
    const draw = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(30), {mimeType: "video/webm"});
    recorder.ondataavailable = async event => done([...new Uint8Array(await event.data.arrayBuffer())]);
    recorder.start();
    let frame = 0;
    const step = () => {
        draw.fillRect(0, 0, frame % 32, 32);
        frame += 1;
        if (frame < 15) requestAnimationFrame(step);
        else recorder.stop();
    };
    step();
})"""
"""The browser draws a short film."""


def sound(seconds: float) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(int(8000 * seconds) * 2))
    return buffer.getvalue()


@pytest.fixture
def url(serve: Any) -> str:
    return serve(APP, via=("-m", "portico.cli", "run", "--as-gradio")).url


def opened(new_page: Any, url: str) -> Page:
    """Open the page with choosers caught from the beginning, so that none opens before Playwright listens."""
    page: Page = new_page()
    page.on("filechooser", lambda _: None)
    page.goto(url)
    return page


def area(page: Page, label: str) -> Locator:
    return page.get_by_role("group", name=label)


def test_a_sound_is_uploaded_measured_and_taken_away(url: str, new_page: Any, axe: Axe) -> None:
    page = opened(new_page, url)
    voice, told = area(page, "Voice"), page.get_by_label("Told")
    before = voice.bounding_box()
    with page.expect_file_chooser() as chooser:
        voice.get_by_role("button", name="Drop an audio file here to upload").press("Enter")
    chooser.value.set_files({"name": "voice.wav", "mimeType": "audio/wav", "buffer": sound(0.25)})
    expect(told).to_have_value("0.25 s")
    player = voice.get_by_test_id("audio-player-Voice")
    expect(player).to_have_js_property("duration", 0.25)
    expect(player).to_have_attribute("aria-label", "Voice")
    assert voice.bounding_box() == before, "the block moved or grew"
    assert axe(page) == []
    voice.get_by_role("button", name="Clear").press("Enter")
    expect(told).to_have_value("silence")
    expect(voice.get_by_role("button", name="Drop an audio file here to upload")).to_be_focused()


def test_a_sound_that_was_made_is_played_to_its_end_and_saved(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    made = area(page, "Tone")
    expect(made.get_by_role("img", name="Empty value")).to_be_visible()
    page.get_by_role("button", name="Make").click()
    player = made.get_by_test_id("audio-player-Tone")
    expect(player).to_have_js_property("duration", 0.5)
    player.focus()
    page.keyboard.press("Space")
    expect(made.get_by_test_id("subtitle-display")).to_have_text("Beep")
    expect(page.get_by_label("Events")).to_have_value("play stop")
    with page.expect_download() as download:
        made.get_by_test_id("download-link").click()
    assert download.value.suggested_filename == "audio.wav"
    assert Path(download.value.path()).read_bytes()[:4] == b"RIFF"


def test_a_film_is_uploaded_shown_twice_and_taken_away(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url)
    film = area(page, "Film")
    before = film.bounding_box()
    content = bytes(page.evaluate(RECORD))
    film.get_by_test_id("file-upload").set_input_files(
        {"name": "clip.webm", "mimeType": "video/webm", "buffer": content}
    )
    for label in ("Film", "Copy"):
        expect(page.get_by_test_id(f"{label}-player")).to_have_js_property("videoWidth", 32)
    assert film.bounding_box() == before, "the block moved or grew"
    assert axe(page) == []
    with page.expect_download() as download:
        area(page, "Copy").get_by_test_id("download-link").click()
    assert download.value.suggested_filename == "clip.webm"
    assert Path(download.value.path()).read_bytes() == content
    film.get_by_role("button", name="Clear").click()
    expect(page.get_by_label("Told")).to_have_value("film cleared")


def test_what_the_browser_cannot_play_is_said(url: str, new_page: Any) -> None:
    page: Page = new_page(url)
    film = area(page, "Film")
    film.get_by_test_id("file-upload").set_input_files(
        {"name": "broken.mp4", "mimeType": "video/mp4", "buffer": b"no film at all"}
    )
    expect(film.get_by_text("This browser cannot play broken.mp4.")).to_be_visible()
    expect(film.get_by_role("link", name="Download")).to_have_attribute("download", re.compile("broken.mp4"))


def test_dark_on_a_phone(url: str, new_page: Any, axe: Axe) -> None:
    page: Page = new_page(url, width=390, dark=True, has_touch=True)
    page.get_by_role("button", name="Make").tap()
    player = page.get_by_test_id("audio-player-Tone")
    expect(player).to_have_js_property("duration", 0.5)
    assert player.bounding_box()["width"] > 240, "the player's own controls have no room"  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
