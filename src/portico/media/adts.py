"""AAC sound as a bare series of frames (ADTS): what it is recognised by, and how long it lasts."""

from __future__ import annotations

from collections.abc import Iterator

RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
BLOCK = 1024
"""Samples that a frame of one block stands for."""
HEADER = 7


def is_adts(data: bytes | bytearray, at: int = 0) -> bool:
    """Whether a frame begins at a place; MP3 begins alike, but says another layer."""
    return len(data) >= at + HEADER and data[at] == 0xFF and data[at + 1] & 0xF6 == 0xF0


def seconds(data: bytes | bytearray) -> float:
    """Return how long the complete frames of the beginning last."""
    return sum(BLOCK * blocks / rate for _, rate, blocks in _walk(data))


def frames(data: bytes | bytearray) -> int:
    """Return how many blocks of samples the complete frames of the beginning hold."""
    return sum(blocks for _, _, blocks in _walk(data))


def whole(data: bytes | bytearray) -> int:
    """Return how many bytes of the beginning are complete frames."""
    return sum(length for length, _, _ in _walk(data))


def split(data: bytes, parts: int) -> list[bytes]:
    """Return complete frames in so many parts of about the same length, or fewer where there are fewer frames."""
    lengths = [length for length, _, _ in _walk(data)]
    found: list[bytes] = []
    at = 0
    for number in range(parts):
        share = lengths[len(lengths) * number // parts : len(lengths) * (number + 1) // parts]
        if share:
            found.append(data[at : at + sum(share)])
            at += sum(share)
    return found


def _walk(data: bytes | bytearray) -> Iterator[tuple[int, int, int]]:
    """Yield each frame's bytes, samples a second and blocks, up to what is none."""
    at = 0
    while is_adts(data, at):
        rate = data[at + 2] >> 2 & 0x0F
        length = (data[at + 3] & 0x03) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        if rate >= len(RATES) or length < HEADER or at + length > len(data):
            return
        yield length, RATES[rate], (data[at + 6] & 0x03) + 1
        at += length
