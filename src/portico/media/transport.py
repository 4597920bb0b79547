"""Films in an MPEG transport stream: what they are recognised by, and how long they last."""

from __future__ import annotations

from collections.abc import Iterator

PACKET = 188
SYNC = 0x47
CLOCK = 90_000
"""Ticks of a time stamp in a second."""
WRAP = 1 << 33
"""Where the time stamps begin again."""


def is_transport(data: bytes) -> bool:
    """Whether bytes are packets of a transport stream."""
    return len(data) >= PACKET and data[0] == SYNC and (len(data) < 2 * PACKET or data[PACKET] == SYNC)


def seconds(data: bytes) -> float:
    """Return how long the pictures last, or where there are none the sound; 0 where nothing has a time."""
    stamps: dict[str, list[int]] = {"video": [], "audio": []}
    for kind, stamp in _stamps(data):
        stamps[kind].append(stamp)
    times = stamps["video"] or stamps["audio"]
    if not times:
        return 0.0
    first = times[0]
    # Relative to the first, so that a series across the wrap stays one; pictures do not come in order.
    ordered = sorted((time - first + WRAP // 2) % WRAP for time in times)
    span = ordered[-1] - ordered[0]
    step = span / (len(ordered) - 1) if len(ordered) > 1 else 0
    return (span + step) / CLOCK


def _stamps(data: bytes) -> Iterator[tuple[str, int]]:
    """Yield when each picture and each piece of sound is shown."""
    for at in range(0, len(data) - PACKET + 1, PACKET):
        packet = data[at : at + PACKET]
        if packet[0] != SYNC or not packet[1] & 0x40 or not packet[3] & 0x10:
            continue
        start = 4 + (1 + packet[4] if packet[3] & 0x20 else 0)
        head = packet[start : start + 14]
        if len(head) < 14 or head[:3] != b"\0\0\1" or not head[7] & 0x80:
            continue
        kind = "video" if head[3] & 0xF0 == 0xE0 else "audio" if head[3] & 0xE0 == 0xC0 or head[3] == 0xBD else ""
        if kind:
            yield kind, _stamp(head[9:14])


def _stamp(five: bytes) -> int:
    return (five[0] >> 1 & 7) << 30 | five[1] << 22 | five[2] >> 1 << 15 | five[3] << 7 | five[4] >> 1
