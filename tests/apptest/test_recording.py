"""Cameras and microphones: recordings, photographs, and live streams."""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING, Any

import pytest

import portico as gr
from portico.testing import AppTest, NotPossible

if TYPE_CHECKING:
    from collections.abc import Callable


def sound(level: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(level.to_bytes(2, "little", signed=True) * 400)
    return buffer.getvalue()


def picture(red: int) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (4, 3), (red, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_live_stream_is_one_call_with_many_pieces(visit: Callable[..., AppTest]) -> None:
    def louder(chunk: Any, peak: int) -> Any:
        peak = max(peak, int(abs(chunk[1]).max()))
        return peak, f"{chunk[0]} {peak}"

    heard: list[str] = []
    with gr.Blocks() as demo:
        peak, text = gr.State(0), gr.Textbox(label="Level")
        microphone = gr.Audio(sources=["microphone"], streaming=True, label="Microphone")
        microphone.stream(louder, [microphone, peak], [peak, text]).then(lambda: heard.append("over"), None, None)
        microphone.start_recording(lambda: heard.append("start"), None, None)
        microphone.stop_recording(lambda: heard.append("stop"), None, None)
    at = visit(demo)
    steps = [step.value for step in at["Microphone"].stream("record", sound(10), sound(30), sound(20)) if step.values]
    assert at["Level"].value == "8000 30"
    assert len(steps) == 3
    assert heard[0] == "start"
    assert sorted(heard) == ["over", "start", "stop"]
    at["Microphone"].record(sound(5))
    assert at["Level"].value == "8000 30"


def test_a_recording_and_a_photograph_become_the_value(visit: Callable[..., AppTest]) -> None:
    heard: list[str] = []
    with gr.Blocks() as demo:
        audio = gr.Audio(sources=["microphone"], label="Voice")
        photo = gr.Image(sources=["webcam"], type="pil", label="Photo")
        told = gr.Textbox(label="Told")
        audio.change(lambda value: f"{value[0]} {len(value[1])}", audio, told)
        audio.stop_recording(lambda: heard.append("stop"), None, None)
        photo.input(lambda image: str(image.getpixel((0, 0))), photo, told)
        gr.Audio(sources=["upload"], label="Files", interactive=True)
    at = visit(demo)
    at["Voice"].record(sound(7))
    assert (at["Told"].value, heard) == ("8000 400", ["stop"])
    at["Photo"].record(picture(200))
    assert at["Told"].value == "(200, 0, 0)"
    with pytest.raises(NotPossible, match=r"its sources are \['upload'\]"):
        at["Files"].record(sound(1))
    with pytest.raises(NotPossible, match="without streaming=True it takes one"):
        at["Voice"].record(sound(1), sound(2))
    with pytest.raises(NotPossible, match=r"its sources are \['microphone'\]"):
        at["Voice"].upload(sound(1))
