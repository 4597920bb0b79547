"""Films: which of them browsers play, and conversion by ffmpeg where it is there."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from portico.errors import MissingExtra
from portico.media import ffmpeg
from portico.media.copies import place

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAYABLE = frozenset({".mp4", ".m4v", ".webm", ".ogg", ".ogv", ".mov"})
"""Suffixes of containers that browsers open."""

UNPLAYABLE_CODECS = frozenset({"mp4v", "xvid", "divx", "mjpg", "jpeg", "s263", "h263", "wmv1", "wmv2", "wmv3"})
"""Codecs, by their mark in an MP4 file, that browsers do not play; OpenCV writes `mp4v` by default."""

MOST_BOXES = 64
"""How many boxes are looked at on one level of an MP4 file; a hostile one may hold millions."""

_EVEN = "pad=ceil(iw/2)*2:ceil(ih/2)*2"  # H.264 with the colours that browsers play wants even sides
_OPTIONS = {
    "mp4": ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-vf", _EVEN, "-c:a", "aac", "-movflags", "+faststart"],
    "webm": ["-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p", "-c:a", "libopus"],
}
Span = tuple[int, int]
"""Where something lies in a file: its first byte, and the one after its last."""


def read(path: str | Path, format: str | None = None, *, include_audio: bool = True, folder: Path | None = None) -> str:
    """Return the path of a film as the author asked for it.

    Args:
        path: The file.
        format: The suffix the film is to have, such as "mp4"; None leaves it.
        include_audio: False drops the sound.
        folder: Where a converted copy goes; a subfolder beside the file by default.

    Raises:
        InvalidPayload: The file is no film, or is damaged.
        MissingExtra: A conversion is needed, and there is no ffmpeg.
    """
    path = Path(path)
    wanted = (format or path.suffix[1:] or "mp4").lower()
    same = path.suffix.lower() == f".{wanted}"
    if include_audio and (same or format is None):
        return str(path)
    options = ["-c:v", "copy"] if same else list(_OPTIONS.get(wanted, []))
    if not include_audio:
        options.append("-an")
    return _convert(path, wanted, options, "silent" if not include_audio else wanted, folder)


def to_playable(path: str | Path, format: str | None = None, *, folder: Path | None = None) -> str:
    """Return the path of a film that browsers play: the one given, or that of a converted copy.

    Args:
        path: The file.
        format: The suffix the film is to have. With None, a film that browsers do not play becomes MP4 where ffmpeg
            is there, and otherwise stays as it is, for the visitor to download.
        folder: Where a converted copy goes; a subfolder beside the file by default.

    Raises:
        InvalidPayload: The file is no film, or is damaged.
        MissingExtra: `format` is another than the file's, and there is no ffmpeg.
    """
    path = Path(path)
    if format is not None and path.suffix.lower() != f".{format.lower()}":
        return read(path, format, folder=folder)
    if format is not None or is_playable(path) or ffmpeg.find() is None:
        return str(path)
    return _convert(path, "mp4", _OPTIONS["mp4"], "playable", folder)


def is_playable(path: str | Path) -> bool:
    """Whether browsers play a film, as far as its suffix and, for MP4 files, the mark of its codec tell."""
    path = Path(path)
    return path.suffix.lower() in PLAYABLE and (codec(path) or "") not in UNPLAYABLE_CODECS


def codec(path: str | Path) -> str | None:
    """Return the four letters that name the codec of the pictures in an MP4 or QuickTime file, in small letters."""
    with Path(path).open("rb") as file:
        end = file.seek(0, io.SEEK_END)
        for track in _within(file, (0, end), b"moov", b"trak", b"mdia"):
            kinds = [_bytes(file, handler, 8, 4) for handler in _within(file, track, b"hdlr")]
            if kinds != [b"vide"]:
                continue
            for samples in _within(file, track, b"minf", b"stbl", b"stsd"):
                return _bytes(file, samples, 12, 4).decode("latin-1").strip().lower()
    return None


def _within(file: BinaryIO, span: Span, *names: bytes) -> Iterator[Span]:
    """Yield where the boxes lie that a path of names leads to from a span of the file."""
    if not names:
        yield span
        return
    start, end = span
    for _ in range(MOST_BOXES):
        if start + 8 > end:
            return
        file.seek(start)
        head = file.read(16)
        size, name, body = int.from_bytes(head[:4], "big"), head[4:8], start + 8
        if size == 1:
            size, body = int.from_bytes(head[8:16], "big"), start + 16
        stop = min(start + size, end) if size else end
        if stop < body:
            return
        if name == names[0]:
            yield from _within(file, (body, stop), *names[1:])
        start = stop


def _bytes(file: BinaryIO, span: Span, offset: int, count: int) -> bytes:
    file.seek(span[0] + offset)
    return file.read(count)


def _convert(path: Path, format: str, options: list[str], variant: str, folder: Path | None) -> str:
    program = ffmpeg.find()
    if program is None:
        raise MissingExtra("imageio-ffmpeg", "video", f"convert a film to {format}, unless ffmpeg is on PATH")
    target = place(path, f"{path.stem}.{format}", variant, folder)
    ffmpeg.convert(program, path, target, options)
    return str(target)
