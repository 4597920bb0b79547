"""The ffmpeg program, for formats that Python cannot read: found when asked for, and kept from reading anything else.

A visitor's file may be a playlist that names other files and hosts, so ffmpeg may open this one file only, and only
as a format that holds its own content.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from portico.errors import InvalidPayload
from portico.media.copies import writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CONTAINERS = (
    "aac,ac3,aiff,amr,asf,au,avi,caf,flac,flv,gif,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpeg,mpegts,ogg,wav,w64"
)
LONGEST = 600.0
"""Seconds a conversion may take."""
LARGEST = 2 * 1024**3
"""Bytes a conversion may write: a short file may unpack to hours of silence."""


def find() -> str | None:
    """Return the path of ffmpeg: the one on PATH, else the one that the imageio-ffmpeg package carries, else None."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        from imageio_ffmpeg import get_ffmpeg_exe  # pyright: ignore[reportMissingImports]
    except ImportError:
        return None
    try:
        return str(get_ffmpeg_exe())
    except RuntimeError:  # the package is there, but brings no program for this system
        return None


def convert(
    program: str, source: Path, target: Path, options: Sequence[str], *, seconds: float = LONGEST, most: int = LARGEST
) -> None:
    """Write a converted copy of a file.

    Args:
        program: What `find` returned.
        source: A sound or a film.
        target: The copy; its suffix says the format.
        options: ffmpeg's output options.
        seconds: How long it may take.
        most: How many bytes the copy may have.

    Raises:
        InvalidPayload: ffmpeg cannot read the file, or the copy would be too long.
    """
    with writing(target) as draft:
        command = [
            program, "-hide_banner", "-loglevel", "error", "-nostdin", "-y",
            "-protocol_whitelist", "file", "-format_whitelist", CONTAINERS, "-i", f"file:{source.resolve()}",
            *options, "-fs", str(most), f"file:{draft}",
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                timeout=seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise InvalidPayload(f"Converting that file took longer than {seconds:.0f} seconds.") from error
        size = draft.stat().st_size
        if done.returncode != 0 or size == 0:
            raise InvalidPayload("That file is damaged, or of a kind that cannot be converted here.")
        if size >= most - 4096:  # ffmpeg stops a packet before the limit, without a word
            raise InvalidPayload("That recording is too long to be converted here.")
