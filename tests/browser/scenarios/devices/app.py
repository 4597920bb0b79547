"""A camera and a microphone, live and recorded."""

from __future__ import annotations

from typing import Any

import numpy as np

import portico as gr


def level(chunk: tuple[int, Any] | None, seconds: float) -> tuple[float, str]:
    if chunk is None:
        return seconds, "nothing"
    rate, samples = chunk
    seconds += len(samples) / rate
    loudest = int(np.abs(samples.astype("i4")).max())
    return seconds, f"{rate} Hz, {'loud' if loudest > 1000 else 'quiet'}, {seconds:.1f} s"


def describe(sound: tuple[int, Any] | None) -> str:
    if sound is None:
        return "silence"
    return f"{sound[0]} Hz, {sound[1].ndim} channel, {'some' if len(sound[1]) > sound[0] / 10 else 'too few'} samples"


def look(frame: Any, count: int) -> tuple[int, str, Any]:
    count += 1
    return count, f"{count}: {frame.shape[1]} × {frame.shape[0]}", np.fliplr(frame)


def refuse(frame: Any) -> None:
    raise gr.Error("Nothing to see here")


def film(path: str | None) -> str:
    if path is None:
        return "no film"
    with open(path, "rb") as file:  # noqa: PTH123
        return f"{path.rpartition('.')[2]}, {'some' if len(file.read()) > 1000 else 'too few'} bytes"


with gr.Blocks() as demo:
    seconds, count = gr.State(0.0), gr.State(0)
    with gr.Tab("Live"):
        microphone = gr.Audio(sources=["microphone"], streaming=True, label="Microphone")
        heard = gr.Textbox(label="Heard")
        microphone.stream(level, [microphone, seconds], [seconds, heard], stream_every=0.1)
        sound_events = gr.Textbox(label="Sound events")
        microphone.start_recording(lambda: "started", None, sound_events)
        microphone.stop_recording(lambda: "stopped", None, sound_events)

        camera = gr.Image(
            sources=["webcam"],
            streaming=True,
            label="Camera",
            webcam_options=gr.WebcamOptions(constraints={"video": {"width": 320, "height": 240}}),
        )
        seen, flipped = gr.Textbox(label="Seen"), gr.Image(label="Flipped")
        camera.stream(look, [camera, count], [count, seen, flipped], stream_every=0.1, time_limit=60)
        short = gr.Image(sources=["webcam"], streaming=True, label="Short")
        last = gr.Textbox(label="Last")
        short.stream(lambda frame: str(frame.shape[2]), short, last, stream_every=0.1, time_limit=1)
        failing = gr.Image(sources=["webcam"], streaming=True, label="Failing")
        failing.stream(refuse, failing, None, stream_every=0.1)
    with gr.Tab("Recorded"):
        voice = gr.Audio(label="Voice")
        report = gr.Textbox(label="Report")
        voice.stop_recording(describe, voice, report)
        pauses = gr.Textbox(label="Pauses")
        voice.pause_recording(lambda: "paused", None, pauses)
        photo = gr.Image(label="Photo", height=200)
        size = gr.Textbox(label="Size")
        photo.input(lambda frame: f"{frame.shape[1]} × {frame.shape[0]}", photo, size)
        clip = gr.Video(label="Clip", sources=["webcam"])
        kind, began = gr.Textbox(label="Kind"), gr.Textbox(label="Began")
        clip.stop_recording(film, clip, kind)
        clip.start_recording(lambda: "rolling", None, began)
    with gr.Tab("Driven"):
        driven = gr.Audio(sources=["microphone"], label="Driven")
        result = gr.Textbox(label="Result")
        gr.Button("Go").click(lambda: gr.Audio(recording=True), None, driven)
        gr.Button("Enough").click(lambda: gr.Audio(recording=False), None, driven)
        driven.change(describe, driven, result)

if __name__ == "__main__":
    demo.launch()
