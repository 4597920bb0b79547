"""Sounds and films that are played while they are still being made; nothing here needs ffmpeg."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import portico as gr

FACTS = Path(__file__).resolve().parents[3] / "media" / "facts"
TONE = (FACTS / "tone.aac").read_bytes()
more = threading.Event()


def tones() -> Any:
    yield TONE
    more.wait(60)
    yield TONE
    yield TONE


def films() -> Any:
    for _ in range(4):
        yield str(FACTS / "film.ts")


with gr.Blocks() as demo:
    sound = gr.Audio(streaming=True, autoplay=True, interactive=False, label="Tone")
    gr.Button("Sound").click(tones, None, sound)
    gr.Button("More").click(more.set)
    film = gr.Video(streaming=True, autoplay=True, interactive=False, label="Clip")
    gr.Button("Film").click(films, None, film)
    ended = gr.Textbox(label="Ended")
    film.end(lambda: "yes", None, ended)

if __name__ == "__main__":
    demo.launch(allowed_paths=[str(FACTS)])
