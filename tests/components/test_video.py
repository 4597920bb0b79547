"""Video: films in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import portico as gr
from portico.errors import InvalidPayload, MissingExtra, NotBuilt, ResultError
from portico.graph.files import Reader, publish
from portico.stores.local_files import LocalFiles
from portico.stores.offer import Offer
from portico.wire.files import FileData


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A file with a film's name."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"\x00\x00\x00\x10ftypisom" + bytes(4))
    return path


def test_a_function_receives_a_path(clip: Path) -> None:
    assert gr.Video(render=False).preprocess(FileData(str(clip))) == str(clip)
    assert gr.Video(format="mp4", render=False).preprocess(FileData(str(clip))) == str(clip)
    assert gr.Video(render=False).preprocess(None) is None
    with pytest.raises(InvalidPayload, match="Video expects an uploaded file, got an object that is not marked"):
        gr.Video(render=False).preprocess({"video": FileData(str(clip))})


def test_another_format_needs_ffmpeg_and_says_so(clip: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("portico.media.ffmpeg.find", lambda: None)
    with pytest.raises(MissingExtra, match="ffmpeg"):
        gr.Video(format="webm", render=False).preprocess(FileData(str(clip)))


def test_what_browsers_do_not_play_is_converted_on_its_way_out(clip: Path, tmp_path: Path, monkeypatch: Any) -> None:
    def to_playable(path: Path, format: str | None, *, folder: Path) -> str:
        if path.suffix == ".mp4":
            return str(path)
        target = folder / f"{path.stem}.mp4"
        target.write_bytes(b"playable")
        return str(target)

    monkeypatch.setattr("portico.media.video.to_playable", to_playable)
    store, offer = LocalFiles(tmp_path / "store"), Offer.of([str(tmp_path)], None)
    video = gr.Video(render=False)
    kept = publish(video.postprocess(clip), store, Reader("s", ""), offer)
    assert (kept["orig_name"], kept["size"], kept["mime_type"]) == ("clip.mp4", None, None)
    assert store.local(kept["path"], "s").read_bytes() == clip.read_bytes()
    old = clip.rename(tmp_path / "old.avi")
    made = publish(video.postprocess(str(old)), store, Reader("s", ""), offer)
    assert made["orig_name"] == "old.mp4"
    assert store.local(made["path"], "s").read_bytes() == b"playable"


def test_what_cannot_be_shown_is_refused() -> None:
    video = gr.Video(render=False)
    with pytest.raises(ResultError, match=r"Give subtitles as gr\.Video\(subtitles=…\)"):
        video.postprocess(("clip.mp4", "words.srt"))
    with pytest.raises(ResultError, match="it was given int"):
        video.postprocess(3)
    assert video.postprocess(None) is None


def test_wrong_arguments_are_refused_and_what_is_not_built_says_so() -> None:
    with pytest.raises(ValueError, match="'upload', 'webcam', not 'tape'"):
        gr.Video(sources=["tape"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="a suffix such as 'mp4'"):
        gr.Video(format="../x")
    with pytest.raises(NotBuilt, match="is not built in Portico yet"):
        gr.Video(watermark=1)


def test_the_page_learns_what_it_needs(tmp_path: Path) -> None:
    props = gr.Video(height=120, loop=True, subtitles=tmp_path / "words.srt", render=False).props()
    assert (props["height"], props["loop"], props["include_audio"]) == (120, True, True)
    assert props["subtitles"].name == "words.srt"
    assert props["buttons"] == ["download"]
