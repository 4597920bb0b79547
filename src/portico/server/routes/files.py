"""Files going out: what the store holds and what the author offers, and nothing else."""

from __future__ import annotations

import asyncio
import os
import time
from email.utils import formatdate
from urllib.parse import quote

from portico.errors import FileRefused
from portico.lang.opening import Opened
from portico.media.mime import UNKNOWN, guess, is_inline_safe
from portico.server.audited import audited, name_of, note
from portico.server.ranges import asked_range
from portico.server.refusal import Refusal
from portico.server.routing import API, Access, Hot
from portico.server.visit import Visit
from portico.stores.links import unproven_path

CHUNK = 256 * 1024
SMALL = 64 * 1024
"""Bytes that are read without asking a thread."""

# A stored file has a name of its own for ever; what the author offers may change under its name.
KEPT = (b"cache-control", b"private, max-age=86400, immutable")
ASKED = (b"cache-control", b"private, no-cache")
# A document opened from here is a page of nowhere: it reads nothing of the app's, whatever it contains.
SANDBOX = (b"content-security-policy", b"sandbox")
SCRIPTED = (b"content-security-policy", b"sandbox allow-scripts allow-popups allow-forms allow-downloads allow-modals")


async def named(visit: Visit) -> None:
    """Answer for `file={path}`."""
    await send_file(visit, visit.rest)


async def below(visit: Visit) -> None:
    """Answer for `file/{path}`, the older spelling."""
    await send_file(visit, visit.rest if visit.rest.startswith("/") else f"/{visit.rest}")


async def send_file(visit: Visit, path: str) -> None:
    """Answer with a file; every refusal looks alike, so nobody learns what exists."""
    files, links = visit.site.files, visit.site.options.links
    if files.holds(path):
        try:
            opened = files.open(path, visit.caller().holder)
        except FileRefused:
            note(visit, "file", name_of(path), time.monotonic(), "refused", visit.username)
            raise
        with opened:
            await send_open(visit, opened, False)
    elif (meant := unproven_path(path)) is not None:
        with audited(visit, "link", name_of(meant)):
            proven = links.proven_path(path)
            if proven is None:
                raise FileRefused(f"File not allowed: {path}.")
            with files.open(proven, None) as opened:
                await send_open(visit, opened, False)
    else:
        # What leads to a path on the disk asks the disk, which may be a slow one.
        with await asyncio.to_thread(visit.site.application.open_offered, path) as opened:
            await send_open(visit, opened, True)


async def send_open(visit: Visit, opened: Opened, offered: bool) -> None:
    """Answer with an open file, or the part of it that was asked for."""
    found = opened.status
    tag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
    modified = formatdate(found.st_mtime, usegmt=True)
    headers = [
        *kind(opened.name, offered),
        (b"accept-ranges", b"bytes"),
        (b"last-modified", modified.encode()),
        (b"etag", tag.encode()),
    ]
    if tag in visit.header(b"if-none-match"):
        await visit.send({"type": "http.response.start", "status": 304, "headers": headers})
        await visit.send({"type": "http.response.body", "body": b""})
        return
    condition = visit.header(b"if-range")
    ranged = "" if condition and condition not in (tag, modified) else visit.header(b"range")
    part = asked_range(ranged, found.st_size)
    first, end = part or (0, found.st_size)
    if part is not None:
        headers.append((b"content-range", b"bytes %d-%d/%d" % (first, end - 1, found.st_size)))
    headers.append((b"content-length", b"%d" % (end - first)))
    await visit.send({"type": "http.response.start", "status": 200 if part is None else 206, "headers": headers})
    if visit.scope["method"] == "HEAD":
        await visit.send({"type": "http.response.body", "body": b""})
        return
    await send_bytes(visit, opened.descriptor, first, end)


async def send_bytes(visit: Visit, descriptor: int, first: int, end: int) -> None:
    """Send a part of an open file."""
    os.lseek(descriptor, first, os.SEEK_SET)
    left = end - first
    while True:
        size = min(left, CHUNK)
        data = os.read(descriptor, size) if left <= SMALL else await asyncio.to_thread(os.read, descriptor, size)
        if len(data) == 0 and left:
            raise Refusal(500, "The file became shorter while it was sent.")
        left -= len(data)
        await visit.send({"type": "http.response.body", "body": data, "more_body": left > 0})
        if not left:
            return


def kind(name: str, offered: bool) -> list[tuple[bytes, bytes]]:
    """Return the headers that say what a file is, and whether a browser may show it in place."""
    mime = guess(name)
    inline = offered or is_inline_safe(mime)
    shown = mime if inline else UNKNOWN
    if shown.startswith("text/"):
        shown += "; charset=utf-8"
    encoded = quote(name, safe="")
    told = f'filename="{name}"' if encoded == name else f"filename*=utf-8''{encoded}"
    return [
        (b"content-type", shown.encode()),
        (b"content-disposition", f"{'inline' if inline else 'attachment'}; {told}".encode("latin-1", "replace")),
        ASKED if offered else KEPT,
        SCRIPTED if offered else SANDBOX,
    ]


routes = [Hot("GET HEAD", f"{API}file=*", named, Access.LOGIN), Hot("GET", f"{API}file/*", below, Access.LOGIN)]
