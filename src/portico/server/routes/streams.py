"""Live inputs: the pieces that follow the first, and the end. Media that is still being made: playlists and pieces."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from urllib.parse import quote

from portico.engine.audit import Kind
from portico.engine.live import Piece
from portico.lang.private import scratch
from portico.media.playlist import PLAYLISTS, Playlist
from portico.server.audited import audited, name_of, note
from portico.server.refusal import Refusal
from portico.server.routes.files import KEPT, send_open
from portico.server.routing import API, Access, Hot
from portico.server.visit import Visit
from portico.stores.links import PARAMETER
from portico.stores.protocols import FileStore
from portico.wire.requests import JoinRequest

DONE = {"msg": "success"}
CLOSE = "/close"
PLAYLIST = "playlist.m3u8"
WHOLE = "playlist-file"
SIGNATURE = PARAMETER
MANIFEST = (b"content-type", b"application/vnd.apple.mpegurl")
TYPES = {"aac": b"audio/aac", "ts": b"video/MP2T"}


async def feed(visit: Visit) -> None:
    """Take the next piece of a live input, or its end; an event that is over is answered with an empty 404."""
    rest = visit.rest.rstrip("/")
    event = rest.removesuffix(CLOSE)
    engine = visit.site.engine
    visit.own_session(engine.session_of(event))
    found = engine.feed(event)
    taken = found is not None
    if found is not None and rest != event:
        await visit.body()
        found.close()
    elif found is not None:
        request = await visit.struct(JoinRequest)
        taken = await engine.offer(event, request.session_hash, Piece(request.data, request.event_data))
    if taken:
        await visit.json(DONE)
    else:
        await visit.reply(404, b"", [])


async def media(visit: Visit) -> None:
    """Answer for a playlist, one of its pieces, or all of them in one file."""
    session, _, rest = visit.rest.partition("/")
    key, _, name = rest.rpartition("/")
    if key.count("/") != 1 or not name:
        raise Refusal(404, "Not Found")
    session = visit.named(session)
    playlist = await found(visit, session, key)
    if name in (PLAYLIST, WHOLE) and visit.query(SIGNATURE) is not None:
        with audited(visit, "link", name_of(key)):
            await answer(visit, playlist, session, name)
    else:
        await answer(visit, playlist, session, name)


async def answer(visit: Visit, playlist: Playlist, session: str, name: str) -> None:
    """Answer with a playlist, one of its pieces, or all of them in one file."""
    if name == PLAYLIST:
        await visit.reply(200, playlist.text(signature(visit)).encode(), [MANIFEST, private(visit)])
    elif name == WHOLE:
        path = await whole(visit, playlist, session)
        with visit.site.files.open(path, None) as opened:
            await send_open(visit, opened, False)
    elif name.rpartition(".")[2] not in TYPES:
        raise Refusal(400, "Unsupported file extension", plain=True)
    elif (segment := playlist.find(name)) is None:
        raise Refusal(404, "Segment not found", plain=True)
    else:
        with visit.site.files.open(segment.path, None) as opened:
            body = opened.read()
        await visit.reply(200, body, [(b"content-type", TYPES[name.rpartition(".")[2]]), KEPT])


async def found(visit: Visit, session: str, key: str) -> Playlist:
    """Return a session's playlist; raises Refusal where it has none of that name, or it is not for who asks."""
    try:
        playlists: dict[str, Playlist] = await visit.site.engine.stores.sessions.get(session, PLAYLISTS)
        playlist = playlists[key]
    except KeyError:
        raise Refusal(404, "Stream not found", plain=True) from None
    links = visit.site.options.links
    own = not playlist.reader or playlist.reader == visit.caller().holder
    if not own and not links.is_signed(key, visit.query(SIGNATURE)):
        kind: Kind = "file" if visit.query(SIGNATURE) is None else "link"
        note(visit, kind, name_of(key), time.monotonic(), "refused", visit.username)
        raise Refusal(404, "Stream not found", plain=True)
    return playlist


async def whole(visit: Visit, playlist: Playlist, session: str) -> str:
    """Return the file store's name of all pieces in one file, made when it is first asked for after the end."""
    files = visit.site.files
    if playlist.whole is not None and files.holds(playlist.whole):
        return playlist.whole
    if not playlist.segments:
        raise Refusal(404, "Segment not found", plain=True)
    pieces = [files.readable(segment.path) for segment in playlist.segments]
    path = await asyncio.to_thread(join, playlist, pieces, files, session)
    if playlist.ended:
        playlist.whole = path
    return path


def join(playlist: Playlist, pieces: list[Path], files: FileStore, session: str) -> str:
    """Put pieces together in the file store."""
    from portico.media.pieces import joined  # with what reads sound and film, which few pages have

    with scratch() as folder:
        file = joined(playlist.kind, pieces, folder, ready=playlist.ended)
        return files.put(file, file.name, session, playlist.reader).path


def signature(visit: Visit) -> str:
    """Return what follows the name of each piece: the signature that came with the playlist's address, if any."""
    signed = visit.query(SIGNATURE)
    return "" if signed is None else f"?{SIGNATURE}={quote(signed, safe='')}"


def private(visit: Visit) -> tuple[bytes, bytes]:
    """Return how long a playlist may be kept: never, and signed ones by nobody but the visitor."""
    return (b"cache-control", b"no-store" if visit.query(SIGNATURE) is None else b"private, no-store")


routes = [Hot("POST", f"{API}stream/*", feed, Access.LOGIN), Hot("GET HEAD", f"{API}stream/*", media, Access.LOGIN)]
