"""Byte ranges: one is served; several at once are answered with the whole file, which HTTP allows."""

from __future__ import annotations

import re

from portico.server.refusal import Refusal

ONE = re.compile(r"([0-9]{0,18})-([0-9]{0,18})")
MOST = 16


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first byte and the one after the last; None where the whole file is to be sent.

    Args:
        header: The `Range` header; empty where there is none.
        size: How long the file is.

    Raises:
        Refusal: 400 for what is no range, 416 for one that the file does not reach.
    """
    if not header:
        return None
    unit, mark, text = header.partition("=")
    if not mark or unit.strip().lower() != "bytes":
        raise Refusal(400, "A range begins with 'bytes='.", plain=True)
    asked = text.split(",")
    if len(asked) > MOST:
        raise Refusal(400, f"At most {MOST} ranges may be asked for at once.", plain=True)
    spans = [_span(one.strip(), size) for one in asked]
    if len(spans) > 1:
        return None
    first, end = spans[0]
    if first >= end:
        refused = [(b"content-range", b"bytes */%d" % size)]
        raise Refusal(416, "Requested Range Not Satisfiable", headers=refused)
    return first, end


def _span(text: str, size: int) -> tuple[int, int]:
    match = ONE.fullmatch(text)
    if match is None or text == "-":
        raise Refusal(400, "A range is written first-last, first- or -count.", plain=True)
    first, last = match.groups()
    if not first:
        return max(size - int(last), 0), size
    if last and int(last) < int(first):
        raise Refusal(400, "A range may not end before it begins.", plain=True)
    return int(first), min(int(last) + 1, size) if last else size
