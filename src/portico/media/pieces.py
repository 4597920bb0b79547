"""What a generator yields, one sound or film after the other, as pieces that a player joins."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from portico.errors import MissingExtra
from portico.lang.private import scratch
from portico.media import adts, audio, ffmpeg, transport, video
from portico.media.encoder import AacEncoder
from portico.media.playlist import PlaylistKind

BEGINNING = 3
"""Pieces that browsers want before they play a list that still grows; so the first sound is cut into as many."""


class Pieces(Protocol):
    """Turns files into pieces, in order; runs in the call's thread."""

    kind: PlaylistKind

    def take(self, data: bytes, suffix: str) -> list[bytes]:
        """Return the pieces that a file makes, which may be none yet."""
        ...

    def finish(self) -> list[bytes]:
        """Return what is left, and let go of what was needed."""
        ...

    def seconds(self, piece: bytes) -> float:
        """Return how long a piece lasts."""
        ...


class SoundPieces:
    """Sounds to AAC. AAC frames are taken as they are; everything else goes through one encoder."""

    kind: PlaylistKind = "audio"

    def __init__(self) -> None:
        self._encoder: AacEncoder | None = None
        self._begun = False

    def take(self, data: bytes, suffix: str) -> list[bytes]:
        """Return the pieces that a sound makes; raises MissingExtra where it must be encoded and nothing can."""
        if adts.is_adts(data):
            return [*self.finish(), *self._cut(data)]
        with scratch() as folder:
            path = Path(folder, f"sound{suffix}")
            path.write_bytes(data)
            rate, samples = audio.read(path)
        channels = samples.shape[1] if samples.ndim == 2 else 1
        found: list[bytes] = []
        if self._encoder is not None and (self._encoder.rate, self._encoder.channels) != (rate, channels):
            found = self.finish()
        if self._encoder is None:
            self._encoder = AacEncoder(_program("play a sound piece by piece"), rate, channels)
        return [*found, *self._cut(self._encoder.encode(samples))]

    def finish(self) -> list[bytes]:
        """Return what the encoder held back, and end it."""
        encoder, self._encoder = self._encoder, None
        return self._cut(encoder.finish()) if encoder is not None else []

    def _cut(self, data: bytes) -> list[bytes]:
        parts = adts.split(data, 1 if self._begun else BEGINNING)
        self._begun = self._begun or bool(parts)
        return parts

    def seconds(self, piece: bytes) -> float:
        """Return how long a piece lasts."""
        return adts.seconds(piece)


class FilmPieces:
    """Films to transport streams: each film is one piece."""

    kind: PlaylistKind = "video"

    def take(self, data: bytes, suffix: str) -> list[bytes]:
        """Return the piece that a film makes; raises MissingExtra where it must be converted and nothing can."""
        if transport.is_transport(data):
            return [data]
        program = _program("play a film piece by piece")
        with scratch() as folder:
            source, target = Path(folder, f"film{suffix}"), Path(folder, "piece.ts")
            source.write_bytes(data)
            # H.264 needs no new coding, which would take longer than the film.
            pictures = ["-c:v", "copy"] if video.codec(source) in ("avc1", "avc3") else list(H264)
            ffmpeg.convert(program, source, target, [*pictures, "-c:a", "aac", "-f", "mpegts"])
            return [target.read_bytes()]

    def finish(self) -> list[bytes]:
        """Return nothing: no film waits for the next."""
        return []

    def seconds(self, piece: bytes) -> float:
        """Return how long a piece lasts."""
        return transport.seconds(piece)


H264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p")
WHOLE: dict[PlaylistKind, tuple[str, list[str]]] = {"audio": ("wav", []), "video": ("mp4", ["-c", "copy"])}
"""The format in which all pieces together are saved, and ffmpeg's options for it."""


def joined(kind: PlaylistKind, pieces: list[Path], folder: Path, *, ready: bool) -> Path:
    """Write pieces into one file.

    Args:
        kind: What they are of.
        pieces: The files, in order.
        folder: Where the new file goes.
        ready: Whether they are all: then it is a WAV or MP4 file, but for want of ffmpeg. Until then, and without
            ffmpeg, it is what the pieces themselves are.
    """
    suffix = "aac" if kind == "audio" else "ts"
    plain = folder / f"{kind}.{suffix}"
    with plain.open("wb") as target:
        for path in pieces:
            target.write(path.read_bytes())
    program = ffmpeg.find() if ready else None
    if program is None:
        return plain
    wanted, options = WHOLE[kind]
    whole = folder / f"{kind}.{wanted}"
    ffmpeg.convert(program, plain, whole, options)
    return whole


def _program(what: str) -> str:
    program = ffmpeg.find()
    if program is None:
        raise MissingExtra("imageio-ffmpeg", "video", f"{what}, unless ffmpeg is on PATH")
    return program
