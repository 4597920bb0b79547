"""Files coming in, and how far they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from portico.server.audited import audited
from portico.server.body import declared_length
from portico.server.form import MOST_PARTS, Keeper, UploadForm, boundary_of
from portico.server.refusal import Departed, Refusal
from portico.server.routing import API, Access, Hot
from portico.server.sse import Chunk, spaced, stream
from portico.server.uploads import LONGEST_ID, Upload
from portico.server.visit import Visit

PATIENCE = 3.0
"""Seconds that a watcher waits for its upload to begin."""
DRAINED = 4 * 1024 * 1024
"""Bytes of a refused body that are still read: a client that is cut off while it sends never sees why."""

PAUSE = 0.5
"""Seconds without a byte after which the client of a refused body has its answer."""


async def upload(visit: Visit) -> None:
    """Keep the files of a form and answer with what to call them."""
    with audited(visit, "upload", "/upload"):
        await take(visit)


async def take(visit: Visit) -> None:
    """Keep the files of a form, or none of them, and answer with what to call them."""
    site = visit.site
    boundary = boundary_of(visit.header(b"content-type"))
    check_length(visit)
    watch = visit.query("upload_id")
    watched = site.uploads.begin(owned(visit, watch)) if watch and len(watch) <= LONGEST_ID else None
    keeper = Keeper(site.files, visit.caller().holder, f"at {(visit.scope.get('client') or ('',))[0]}")
    form = UploadForm(boundary, keeper, site.options.max_file_size, site.options.body_limit, watched)
    kept, more = False, True
    try:
        while more:
            message = await visit.receive()
            if message["type"] != "http.request":
                raise Departed
            more = message.get("more_body", False)
            await form.feed(message.get("body", b""))
        await visit.json(await form.finish())
        kept = True
    except Refusal as refused:
        if more:
            await drain(visit)
            refused.headers.append((b"connection", b"close"))
        raise
    finally:
        if watched is not None:
            watched.finish()
        if not kept:
            form.discard()


def owned(visit: Visit, name: str) -> str:
    """Return what an upload is watched by: its client's name for it, which means nothing to another login."""
    user = visit.username
    return name if user is None else f"{user}\n{name}"


def check_length(visit: Visit) -> None:
    """Raise Refusal for a body that says that it is longer than any that could be taken."""
    limit = visit.site.options.max_file_size
    if limit is not None and (declared_length(visit.scope) or 0) > MOST_PARTS * limit + visit.site.options.body_limit:
        close = [(b"connection", b"close")]
        raise Refusal(413, f"A file may have {limit} bytes, and a form {MOST_PARTS} files.", plain=True, headers=close)


async def drain(visit: Visit) -> None:
    """Read a little more of a body that is refused."""
    length = declared_length(visit.scope)
    left = DRAINED
    if length is not None and length > 8 * DRAINED:
        return
    more = True
    while more and left > 0:
        try:
            message = await asyncio.wait_for(visit.receive(), PAUSE)
        except TimeoutError:
            # Who sends no more waits for the answer.
            return
        more = message["type"] == "http.request" and message.get("more_body", False)
        left -= len(message.get("body", b""))


async def progress(visit: Visit) -> None:
    """Stream how many bytes of an upload arrived."""
    name = visit.query("upload_id") or ""
    watched = await visit.site.uploads.find(owned(visit, name), PATIENCE) if 0 < len(name) <= LONGEST_ID else None
    if watched is None:
        raise Refusal(404, "Upload not found", plain=True)
    await stream(visit, news(watched, visit.site.options.heartbeat), reads_jobs=False)


async def news(watched: Upload, idle: float) -> AsyncGenerator[Chunk, None]:
    """Yield bytes since the last message, file by file, until the upload is over."""
    if watched.told:
        yield b"", True
        return
    while (arrived := await watched.news(idle)) is not None:
        told = [{"msg": "update", "orig_name": name, "chunk_size": size} for name, size in arrived]
        for one in told or [{"msg": "heartbeat"}]:
            yield f"data: {spaced(one)}\n\n".encode(), False
    watched.told = True
    yield b'data: {"msg": "done"}\n\n', True


routes = [
    Hot("POST", f"{API}upload", upload, Access.LOGIN),
    Hot("GET", f"{API}upload_progress", progress, Access.LOGIN),
]
