"""How ffmpeg is found and called, shown with a program that stands in for it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from portico.errors import InvalidPayload
from portico.media import ffmpeg

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in is a script")


def stand_in(folder: Path, body: str) -> str:
    """A program that writes its arguments down and then does what `body` says, with the copy's path as `target`."""
    path = folder / "ffmpeg"
    path.write_text(
        f"#!{sys.executable}\nimport sys, pathlib, signal\n"
        f"pathlib.Path({str(folder / 'arguments')!r}).write_text('\\n'.join(sys.argv[1:]))\n"
        f"target = pathlib.Path(sys.argv[-1].removeprefix('file:'))\n{body}\n"
    )
    path.chmod(0o755)
    return str(path)


def test_it_is_found_on_path_or_in_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    assert ffmpeg.find() is None
    package = ModuleType("imageio_ffmpeg")
    package.get_ffmpeg_exe = lambda: "/there/ffmpeg"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", package)
    assert ffmpeg.find() == "/there/ffmpeg"
    program = stand_in(tmp_path, "")
    assert ffmpeg.find() == program


def test_it_may_open_this_one_file_only(tmp_path: Path) -> None:
    program = stand_in(tmp_path, "target.write_text('converted')")
    source = tmp_path / "-i http:evil.mp3"
    source.write_text("sound")
    target = tmp_path / "copy.wav"
    ffmpeg.convert(program, source, target, ["-vn"])
    assert target.read_text() == "converted"
    arguments = (tmp_path / "arguments").read_text().split("\n")
    whitelist = arguments[arguments.index("-format_whitelist") + 1].split(",")
    assert arguments[arguments.index("-protocol_whitelist") + 1] == "file"
    assert not {"hls", "concat", "dash", "image2", "sdp"} & set(whitelist)
    assert arguments[arguments.index("-i") + 1] == f"file:{source}"
    assert arguments.index("-i") > arguments.index("-format_whitelist")  # else it would bind the copy


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("target.write_text('half'); sys.exit(1)", "damaged, or of a kind"),
        ("", "damaged, or of a kind"),
        ("target.write_bytes(bytes(9000))", "too long to be converted"),
    ],
)
def test_a_failure_leaves_nothing_behind(tmp_path: Path, body: str, message: str) -> None:
    program = stand_in(tmp_path, body)
    source = tmp_path / "a.mp3"
    source.write_text("sound")
    folder = tmp_path / "copies"
    folder.mkdir()
    with pytest.raises(InvalidPayload, match=message):
        ffmpeg.convert(program, source, folder / "a.wav", [], most=10_000)
    assert list(folder.iterdir()) == []


def test_a_conversion_that_hangs_is_stopped(tmp_path: Path) -> None:
    program = stand_in(tmp_path, "signal.pause()")
    source = tmp_path / "a.mp3"
    source.write_text("sound")
    with pytest.raises(InvalidPayload, match="took longer than 0 seconds"):
        ffmpeg.convert(program, source, tmp_path / "a.wav", [], seconds=0.2)
