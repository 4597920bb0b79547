"""WAV files, read and written with the standard library and numpy alone."""

from __future__ import annotations

import io
import struct
import wave
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

MOST_CHUNKS = 256
"""How many chunks are passed over in search of the sound; a hostile file may hold millions."""
EXTENSIBLE = 0xFFFE
"""The tag that says: the true tag, 1 for integers or 3 for floats, stands further on."""


class Format(NamedTuple):
    """What the `fmt ` chunk of a WAV file says."""

    tag: int
    channels: int
    rate: int
    width: int


def read(path: Path) -> tuple[int, Any] | None:
    """Return the rate and the samples of a WAV file as int16, or None for a file that is none or is compressed.

    Args:
        path: The file: integers of 8, 16, 24 or 32 bits or floats of 32 or 64, plain or "extensible". One that breaks
            off is read as far as it goes.

    Returns:
        Samples a second, and an array of frames, or of frames × channels where there are several.
    """
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] != b"RIFF" or head[8:] != b"WAVE":
            return None
        form: Format | None = None
        for _ in range(MOST_CHUNKS):
            chunk = file.read(8)
            if len(chunk) < 8:
                return None
            name, size = chunk[:4], int.from_bytes(chunk[4:], "little")
            if name == b"data":
                break
            if name == b"fmt ":
                form = _format(file.read(min(size, 64)))
                size = max(size - 64, 0)
            file.seek(size + size % 2, io.SEEK_CUR)
        else:
            return None
        if form is None or not form.channels or not form.rate:
            return None
        left = path.stat().st_size - file.tell()
        samples = _samples(file.read(min(size, left) or left), form)  # recorders that stream leave the length at 0
    if samples is None:
        return None
    return form.rate, samples.reshape(-1, form.channels) if form.channels > 1 else samples


def write(rate: int, samples: Any) -> bytes:
    """Return a WAV file of int16 samples: frames, or frames × channels."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(samples.shape[1] if samples.ndim == 2 else 1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return buffer.getvalue()


def from_floats(samples: Any) -> Any:
    """Return floats of -1 to 1 as int16; what lies beyond is cut off."""
    import numpy as np

    scaled = np.rint(np.nan_to_num(samples.astype("f4")) * 32768)
    return np.clip(scaled, -32768, 32767).astype("i2")


def _format(data: bytes) -> Format | None:
    if len(data) < 16:
        return None
    tag, channels, rate, _, frame, _ = struct.unpack("<HHIIHH", data[:16])
    if tag == EXTENSIBLE and len(data) >= 26:
        tag = int.from_bytes(data[24:26], "little")
    return Format(tag, channels, rate, frame // channels if channels else 0)


def _samples(data: bytes, form: Format) -> Any:
    import numpy as np

    frame = form.width * form.channels
    data = data[: len(data) // frame * frame] if frame else b""
    match form.tag, form.width:
        case 1, 1:
            return (np.frombuffer(data, "u1").astype("i2") - 128) << 8
        case 1, 2:
            return np.frombuffer(data, "<i2").astype("i2")
        case 1, 3:  # the upper two bytes of each three
            return np.frombuffer(data, "u1").reshape(-1, 3)[:, 1:].copy().view("<i2").reshape(-1)
        case 1, 4:
            return (np.frombuffer(data, "<i4") >> 16).astype("i2")
        case 3, 4 | 8:
            return from_floats(np.frombuffer(data, f"<f{form.width}"))
        case _:
            return None
