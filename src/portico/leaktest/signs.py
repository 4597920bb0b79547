"""Signs: a visitor's pattern in pictures and sounds, found again after a filter, another size, format or loudness."""

from __future__ import annotations

import io
import math
import struct
import warnings
import wave
import zlib
from array import array
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from portico.leaktest.canary import CELLS, Canaries

SIDE = math.isqrt(CELLS)
PIXELS = 16
"""Pixels of a cell's side."""
DARK, LIGHT = 40, 215
RATE = 16_000
SAMPLES = 250
"""Samples of a cell of sound."""
QUIET, LOUD = 1500, 9000
OFF = 5
"""Cells that may differ: of two signs half do."""
LARGEST = 40_000_000
"""Pixels of the largest picture that is looked at."""
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")


def picture(sign: AbstractSet[int], note: str) -> bytes:
    """Return a PNG that shows a sign, and holds a text that no eye sees."""
    rows: list[bytes] = []
    for y in range(SIDE):
        cells = b"".join(bytes([DARK if y * SIDE + x in sign else LIGHT] * 3) * PIXELS for x in range(SIDE))
        rows += [b"\0" + cells] * PIXELS
    size = SIDE * PIXELS
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)),
        (b"tEXt", b"Comment\0" + note.encode()),
        (b"IDAT", zlib.compress(b"".join(rows))),
        (b"IEND", b""),
    ]
    parts = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def sound(sign: AbstractSet[int], note: str) -> bytes:
    """Return a WAV that is loud and quiet as a sign says, and holds a text that no ear hears."""
    samples = array("h")
    for cell in range(CELLS):
        loud = QUIET if cell in sign else LOUD
        samples.extend(int(loud * math.sin(at * 440 * 2 * math.pi / RATE)) for at in range(SAMPLES))
    data = samples.tobytes()
    text = note.encode().ljust(len(note) + len(note) % 2, b"\0")
    parts = [
        (b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, RATE * 2, 2, 16)),
        (b"LIST", b"INFOICMT" + struct.pack("<I", len(text)) + text),
        (b"data", data),
    ]
    body = b"WAVE" + b"".join(kind + struct.pack("<I", len(part)) + part for kind, part in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def signs_of(data: bytes, name: str, visitors: Sequence[Canaries]) -> Iterator[tuple[int, str]]:
    """Yield whose signs a file shows, and what kind of file it is."""
    cells: list[float] | None = None
    what, turns = "a picture", TURNS
    if data.startswith(PICTURES) or data[8:12] in (b"WEBP", b"ftyp") or name.endswith((".webp", ".avif")):
        cells = _cells_of_picture(data)
    elif data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        cells, what, turns = _cells_of_sound(data), "a sound", TURNS[:2]
    if cells is None:
        return
    middle = sum(cells) / CELLS
    dark = {at for at, cell in enumerate(cells) if cell < middle}
    for one in visitors:
        for turn in turns:
            apart = len(dark ^ {turn[cell] for cell in one.sign})
            if apart <= OFF or apart >= CELLS - OFF:
                yield one.visitor, what
                break


def _turns() -> list[list[int]]:
    """Return where each cell goes: nowhere, to the other end, and then all ways to turn and mirror a picture."""
    ways = [(x, y) for x in (1, -1) for y in (1, -1)]
    ends = range(SIDE)
    straight = [[ends[::dy][y] * SIDE + ends[::dx][x] for y in ends for x in ends] for dx, dy in ways]
    across = [[ends[::dx][x] * SIDE + ends[::dy][y] for y in ends for x in ends] for dx, dy in ways]
    return [straight[0], straight[3], straight[1], straight[2], *across]


TURNS = _turns()


def _cells_of_picture(data: bytes) -> list[float] | None:
    try:
        from PIL import Image
    except ImportError:
        return None  # then only the file's bytes are compared
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                if image.width * image.height > LARGEST:
                    return None
                small = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    except (OSError, ValueError, SyntaxError):
        return None
    cells = [float(cell) for cell in small.tobytes()]
    return cells if max(cells) - min(cells) > 8 else None


def _cells_of_sound(data: bytes) -> list[float] | None:
    try:
        with wave.open(io.BytesIO(data)) as file:
            if file.getsampwidth() != 2:
                return None
            frames, channels = file.readframes(file.getnframes()), file.getnchannels()
    except (wave.Error, EOFError):
        return None
    samples = array("h", frames[: len(frames) // 2 * 2])[::channels]
    size = len(samples) / CELLS
    if size < 8:
        return None
    cells: list[float] = []
    for cell in range(CELLS):
        part = samples[int(cell * size) : int((cell + 1) * size)]
        cells.append(sum(map(abs, part)) / max(len(part), 1))
    return cells if max(cells) > 1.5 * min(cells) + 1 else None
