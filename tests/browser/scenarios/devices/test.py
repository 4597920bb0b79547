"""The camera and the microphone in the page; the browser brings devices that see a clock and hear a beep."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from serving import Program

ALLOWED = ["camera", "microphone"]
Open = Callable[..., Page]


@pytest.fixture
def page(new_page: Open, app: Program) -> Page:
    """A page whose person has allowed both devices."""
    return new_page(app.url, permissions=ALLOWED)


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def frame(page: Page, label: str) -> Locator:
    """The block of a component."""
    return page.locator(".block").filter(has_text=label).first


def allow(page: Page, label: str) -> Locator:
    """Open a component's camera; its block."""
    found = frame(page, label)
    found.get_by_role("button", name="Click to Access Webcam").click()
    expect(found.get_by_test_id("webcam-video")).to_be_visible()
    return found


def test_a_live_microphone_is_heard_piece_by_piece(page: Page) -> None:
    microphone = page.get_by_test_id("waveform-Microphone")
    microphone.get_by_role("button", name="Record").click()
    expect(page.get_by_label("Sound events")).to_have_value("started")
    expect(page.get_by_label("Heard")).to_have_value(re.compile(r"44100 Hz, \w+, 1\.\d s"))
    expect(microphone.get_by_test_id("recording-waveform")).to_be_attached()
    microphone.get_by_role("button", name="Stop").click()
    expect(page.get_by_label("Sound events")).to_have_value("stopped")
    expect(microphone.get_by_role("button", name="Record")).to_be_enabled()


def test_live_pictures_are_answered_and_shown(page: Page) -> None:
    camera = allow(page, "Camera")
    camera.get_by_role("button", name="Record").click()
    expect(page.get_by_label("Seen")).to_have_value(re.compile(r"^\d\d: 320 × 240$"))
    expect(page.get_by_alt_text("Flipped")).to_be_visible()
    camera.get_by_role("button", name="Stop").click()
    expect(camera.get_by_role("button", name="Record")).to_be_enabled()
    expect(frame(page, "Seen").locator(".generating")).to_have_count(0)
    stopped = page.get_by_label("Seen").input_value()
    camera.get_by_role("button", name="Record").click()
    expect(page.get_by_label("Seen")).not_to_have_value(stopped)
    # The state goes on: it belongs to the session, not to the stream.
    assert int(page.get_by_label("Seen").input_value().split(":")[0]) > int(stopped.split(":")[0])


def test_the_time_limit_stops_the_camera(page: Page) -> None:
    short = allow(page, "Short")
    short.get_by_role("button", name="Record").click()
    expect(page.get_by_label("Last")).to_have_value("3")
    expect(short.get_by_role("button", name="Stop")).to_be_visible()
    expect(short.get_by_role("button", name="Record")).to_be_enabled()


@pytest.mark.allow_console_errors
def test_a_failure_stops_the_camera_and_says_why(page: Page) -> None:
    failing = allow(page, "Failing")
    failing.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Nothing to see here").first).to_be_visible()
    expect(failing.get_by_role("button", name="Record")).to_be_enabled()


def test_a_recording_becomes_the_value(page: Page) -> None:
    tab(page, "Recorded")
    voice = page.get_by_test_id("waveform-Voice")
    voice.get_by_role("button", name="Record audio").click()
    voice.get_by_role("button", name="Record", exact=True).click()
    expect(voice.get_by_role("timer")).to_have_text("0:01")
    voice.get_by_role("button", name="pause").click()
    expect(page.get_by_label("Pauses")).to_have_value("paused")
    voice.get_by_role("button", name="Resume").click()
    voice.get_by_role("button", name="Stop").click()
    expect(page.get_by_label("Report")).to_have_value("44100 Hz, 1 channel, some samples")
    expect(page.get_by_test_id("audio-player-Voice")).to_be_visible()
    page.get_by_role("button", name="Clear").first.click()
    expect(voice.get_by_role("button", name="Record", exact=True)).to_be_visible()
    voice.get_by_role("button", name="Upload file").click()
    expect(page.get_by_role("button", name="Drop an audio file here to upload")).to_be_visible()


def test_a_photo_becomes_the_value(page: Page) -> None:
    tab(page, "Recorded")
    photo = frame(page, "Photo")
    photo.get_by_role("button", name="Capture from camera").click()
    allow(page, "Photo").get_by_role("button", name="Capture", exact=True).click()
    expect(page.get_by_label("Size")).to_have_value("640 × 480")
    expect(page.get_by_alt_text("Photo")).to_be_visible()


def test_nothing_can_be_taken_before_the_first_picture(new_page: Open, app: Program) -> None:
    page = new_page(app.url, permissions=ALLOWED)
    # A camera whose first picture comes when the test says so.
    page.add_init_script("""navigator.mediaDevices.getUserMedia = async () => {
        const canvas = document.createElement("canvas")
        Object.assign(canvas, { width: 640, height: 480 })
        const stream = canvas.captureStream(0)
        window.see = () => { canvas.getContext("2d").fillRect(0, 0, 9, 9); stream.getVideoTracks()[0].requestFrame() }
        return stream
    }""")
    page.reload()
    tab(page, "Recorded")
    frame(page, "Photo").get_by_role("button", name="Capture from camera").click()
    capture = allow(page, "Photo").get_by_role("button", name="Capture", exact=True)
    expect(capture).to_be_disabled()
    page.evaluate("see()")
    capture.click()
    expect(page.get_by_label("Size")).to_have_value("640 × 480")


def test_a_film_becomes_the_value(page: Page) -> None:
    tab(page, "Recorded")
    clip = allow(page, "Clip")
    clip.get_by_role("button", name="Record").click()
    expect(page.get_by_label("Began")).to_have_value("rolling")
    seen = clip.get_by_test_id("webcam-video").element_handle()
    page.wait_for_function("video => video.currentTime > 1", arg=seen)
    clip.get_by_role("button", name="Stop").click()
    expect(page.get_by_label("Kind")).to_have_value(re.compile(r"^(mp4|webm), some bytes$"))
    expect(page.get_by_test_id("Clip-player")).to_be_visible()


def test_the_program_starts_and_ends_a_recording(page: Page) -> None:
    tab(page, "Driven")
    page.get_by_role("button", name="Go").click()
    driven = page.get_by_test_id("waveform-Driven")
    expect(driven.get_by_role("timer")).to_have_text("0:01")
    page.get_by_role("button", name="Enough").click()
    expect(page.get_by_label("Result")).to_have_value("44100 Hz, 1 channel, some samples")


def test_a_refusal_is_said_kindly_and_can_be_tried_again(new_page: Open, app: Program) -> None:
    page = new_page(app.url)
    page.context.clear_permissions()
    page.add_init_script("navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', window.why) }")
    page.reload()
    for why, words in [
        ("NotAllowedError", "does not let this page use the camera"),
        ("NotFoundError", "No camera was found"),
        ("NotReadableError", "Another program is using the camera"),
    ]:
        page.evaluate("why => { window.why = why }", why)
        camera = frame(page, "Camera")
        camera.get_by_role("button", name="Click to Access Webcam").click()
        expect(camera.get_by_role("alert")).to_contain_text(words)
    page.evaluate("window.why = 'NotFoundError'")
    microphone = page.get_by_test_id("waveform-Microphone")
    microphone.get_by_role("button", name="Record").click()
    expect(microphone.get_by_role("alert")).to_contain_text("No microphone was found")
    expect(microphone.get_by_role("button", name="Record")).to_be_enabled()


def test_the_device_is_let_go_and_everything_is_named(page: Page, axe: Callable[[Page], list[dict[str, Any]]]) -> None:
    page.evaluate("""() => {
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        window.tracks = [];
        navigator.mediaDevices.getUserMedia = async (wanted) => {
            const stream = await open(wanted);
            window.tracks.push(...stream.getTracks());
            return stream;
        };
    }""")
    microphone = page.get_by_test_id("waveform-Microphone")
    microphone.get_by_role("button", name="Record").click()
    expect(microphone.get_by_role("button", name="Stop")).to_be_visible()
    allow(page, "Camera")
    assert axe(page) == []
    microphone.get_by_role("button", name="Stop").click()
    expect(microphone.get_by_role("button", name="Record")).to_be_enabled()
    assert page.evaluate("tracks.map((track) => [track.kind, track.readyState])") == [
        ["audio", "ended"],
        ["video", "live"],
    ]
