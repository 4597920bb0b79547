"""Listeners of `stream`: what the page is told of them, and what they keep between pieces."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image as Pillow

import portico as gr
from graph.conftest import Page
from portico.graph.config import build_config
from portico.stores.local_files import LocalFiles
from portico.wire.codec import plain

MakePage = Callable[[Any], Page]


def picture() -> dict[str, Any]:
    """A picture of 3 × 2 pixels as the page sends it: inside its address."""
    buffer = io.BytesIO()
    Pillow.new("RGB", (3, 2)).save(buffer, "PNG")
    return {"path": None, "url": "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()}


def answers(messages: list[Any]) -> list[Any]:
    return [message["output"]["data"] for message in messages if message["msg"] == "process_streaming"]


def test_a_state_is_kept_between_the_pieces(page: MakePage) -> None:
    def louder(level: int, peak: int) -> tuple[int, str]:
        return max(level, peak), f"{level} of {max(level, peak)}"

    with gr.Blocks() as demo:
        number, peak, text = gr.Number(), gr.State(0), gr.Textbox()
        gr.Audio().stream(louder, [number, peak], [peak, text], api_name="louder")
    pieces = page(demo).live("louder", [3, None], [8, None], [5, None])
    assert answers(pieces) == [[None, "3 of 3"], [None, "8 of 8"], [None, "5 of 8"]]
    assert [one["msg"] for one in pieces[-2:]] == ["process_completed", "close_stream"]


def test_a_generator_and_an_asynchronous_function_take_pieces_too(page: MakePage) -> None:
    async def slow(text: str) -> str:
        return text.upper()

    def steps(text: str) -> Any:
        yield f"{text} 1"
        yield f"{text} 2"

    with gr.Blocks() as demo:
        box = gr.Textbox()
        audio = gr.Audio()
        audio.stream(slow, box, box, api_name="slow")
        audio.stream(steps, box, box, api_name="steps")
    assert answers(page(demo).live("slow", ["a"], ["b"])) == [["A"], ["B"]]
    assert answers(page(demo).live("steps", ["a"], ["b"]))[0] == ["a 1"]


def test_a_picture_sent_in_its_address_leaves_no_file_behind(page: MakePage, tmp_path: Path) -> None:
    kept: list[str] = []

    def keep(path: str) -> None:
        kept.append(path)

    with gr.Blocks() as demo:
        array, path = gr.Image(), gr.Image(type="filepath")
        array.stream(lambda given: str(given.shape), array, gr.Textbox(), api_name="array")
        path.upload(keep, path, None, api_name="path")
    done = page(demo)
    done.call(("path", picture()))
    assert Path(kept[0]).is_file()
    files = sum(one.is_file() for one in tmp_path.rglob("*"))
    assert answers(done.live("array", *[[picture()]] * 3)) == [["(2, 3, 3)"]] * 3
    assert sum(one.is_file() for one in tmp_path.rglob("*")) == files


def test_the_page_learns_what_streams(tmp_path: Path) -> None:
    with gr.Blocks() as demo:
        audio, image = gr.Audio(), gr.Image()
        audio.stream(lambda: None, time_limit=10, stream_every=0.2)
        image.upload(lambda: None)
    config = plain(build_config(demo, LocalFiles(tmp_path)))
    stream, upload = config["dependencies"]
    wanted = {"connection": "stream", "time_limit": 10, "stream_every": 0.2, "event_specific_args": ["stream_every"]}
    assert {name: stream[name] for name in wanted} == wanted
    assert (stream["show_progress"], stream["trigger_mode"]) == ("minimal", "multiple")
    assert (upload["connection"], upload["event_specific_args"]) == ("sse", None)
    streaming = {one["type"]: one["props"]["streaming"] for one in config["components"]}
    assert (config["connect_heartbeat"], streaming) == (True, {"audio": True, "image": False})
