"""Films: which browsers play, and what is converted."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from portico.errors import InvalidPayload, MissingExtra
from portico.media import ffmpeg, video

PROGRAM = ffmpeg.find()
needs_ffmpeg = pytest.mark.skipif(PROGRAM is None, reason="ffmpeg is not on PATH")


def box(name: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I", 8 + len(body)) + name + body


def track(kind: bytes, codec: bytes) -> bytes:
    handler = box(b"hdlr", bytes(8), kind, bytes(12))
    samples = box(b"stsd", bytes(4), struct.pack(">I", 1), box(codec, bytes(70)))
    return box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", handler, box(b"minf", box(b"stbl", samples))))


def mp4(path: Path, codec: bytes, *, moov_last: bool = False) -> Path:
    """The boxes of a film with a track of sound and one of pictures, and no film in it."""
    moov = box(b"moov", box(b"mvhd", bytes(100)), track(b"soun", b"mp4a"), track(b"vide", codec))
    data = struct.pack(">I4sQ", 1, b"mdat", 16 + 1000) + bytes(1000)  # with a long size, as large films have
    parts = [data, moov] if moov_last else [moov, data]
    path.write_bytes(box(b"ftyp", b"isom", bytes(4)) + b"".join(parts))
    return path


def film(path: Path, *options: str) -> Path:
    assert PROGRAM is not None
    source = ["-f", "lavfi", "-i", "testsrc=size=63x47:rate=10:duration=0.5", "-f", "lavfi", "-i", "sine=duration=0.5"]
    subprocess.run([PROGRAM, "-loglevel", "error", *source, *options, str(path)], check=True)
    return path


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without ffmpeg."""
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)


@pytest.mark.parametrize("moov_last", [False, True])
def test_the_codec_of_the_pictures_is_found(tmp_path: Path, moov_last: bool) -> None:
    assert video.codec(mp4(tmp_path / "a.mp4", b"avc1", moov_last=moov_last)) == "avc1"


@pytest.mark.parametrize("content", [b"", b"hello", b"\0\0\0\0moov", b"\0\0\0\x04moov" * 9, box(b"free") * 100_000])
def test_other_files_have_no_codec_that_is_found(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    assert video.codec(path) is None


def test_what_browsers_play(tmp_path: Path) -> None:
    assert video.is_playable(mp4(tmp_path / "a.mp4", b"avc1"))
    assert not video.is_playable(mp4(tmp_path / "b.mp4", b"mp4v"))
    for name, playable in {"a.webm": True, "A.MOV": True, "a.avi": False, "a.mkv": False}.items():
        (tmp_path / name).write_bytes(b"film")
        assert video.is_playable(tmp_path / name) is playable


@pytest.mark.usefixtures("bare")
def test_without_ffmpeg_a_film_stays_as_it_is(tmp_path: Path) -> None:
    path = mp4(tmp_path / "a.mp4", b"mp4v")
    assert video.to_playable(path) == video.to_playable(path, "mp4") == video.read(path) == str(path)
    assert video.read(path, "mp4") == str(path)


@pytest.mark.usefixtures("bare")
def test_without_ffmpeg_a_conversion_says_what_to_install(tmp_path: Path) -> None:
    path = mp4(tmp_path / "a.mp4", b"avc1")
    expected = r"convert a film to webm, unless ffmpeg is on PATH\. .*'portico\[video\]'"
    with pytest.raises(MissingExtra, match=expected):
        video.read(path, "webm")
    with pytest.raises(MissingExtra, match=expected):
        video.to_playable(path, "webm")
    with pytest.raises(MissingExtra, match="convert a film to mp4"):
        video.read(path, include_audio=False)


@needs_ffmpeg
def test_a_film_that_browsers_do_not_play_becomes_one_they_play(tmp_path: Path) -> None:
    for path in (film(tmp_path / "a.mp4", "-c:v", "mpeg4"), film(tmp_path / "b.avi")):
        assert not video.is_playable(path)
        copy = Path(video.to_playable(path))
        assert (copy.name, copy.parent.parent) == (f"{path.stem}.mp4", tmp_path)
        assert video.codec(copy) == "avc1"
        assert video.to_playable(copy) == str(copy)


@needs_ffmpeg
def test_a_film_gets_the_format_asked_for(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4")
    copy = Path(video.read(path, "webm", folder=tmp_path / "else"))
    assert copy == tmp_path / "else" / "a.webm"
    assert copy.read_bytes()[:4] == b"\x1aE\xdf\xa3"


@needs_ffmpeg
def test_sound_can_be_dropped(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4")
    copy = Path(video.read(path, include_audio=False))
    assert copy.name == "a.mp4"
    assert b"mp4a" in path.read_bytes()
    assert b"mp4a" not in copy.read_bytes()


@needs_ffmpeg
def test_what_is_no_film_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.avi"
    path.write_text("hello")
    with pytest.raises(InvalidPayload, match="damaged, or of a kind"):
        video.read(path, "mp4")
