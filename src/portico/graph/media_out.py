"""A sound or film that is played while a generator still makes it: what it yields becomes a playlist that grows."""

from __future__ import annotations

import asyncio
import threading
import urllib.parse
from collections.abc import Callable
from typing import Any, Protocol

from portico.call.context import Call
from portico.errors import ResultError
from portico.graph.files import NewFile, Reader, as_json, content
from portico.lang.ids import unguessable
from portico.media.pieces import Pieces
from portico.media.playlist import PLAYLISTS, Playlist
from portico.stores.links import PARAMETER
from portico.stores.offer import Offer
from portico.wire.codec import JSON
from portico.wire.files import FileData

MOST = 8
"""How many playlists a session keeps; a new one takes the place of the oldest that has ended."""
ROUTE = "/gradio_api/stream/"
NAMES = {"audio": "audio.wav", "video": "video.mp4"}


class Playing(Protocol):
    """What a component that plays what is still being made must have."""

    number: int

    def piece(self, value: Any) -> NewFile:
        """Return the file of one value."""
        ...

    def pieces(self) -> Pieces:
        """Return what turns such files into pieces, for one run."""
        ...


Download = Callable[[str], tuple[bytes, str]]
"""Fetches an address on the web, and returns its bytes and a name."""


class MediaOut:
    """What one run plays through one component.

    Args:
        block: The component.
        call: The run.
        offer: Which files may be shown.
        download: Fetches what lies elsewhere.
    """

    def __init__(self, block: Playing, call: Call, offer: Offer, download: Download) -> None:
        self.block = block
        self.call = call
        self._offer = offer
        self._download = download
        self.pieces = block.pieces()
        self.reader = Reader.of(call.caller, call.session)
        self.playlist = Playlist(self.pieces.kind, reader=self.reader.proof)
        self.key = f"{unguessable()}/{block.number}"
        self._lock = threading.Lock()

    @classmethod
    async def of(cls, block: Playing, call: Call, offer: Offer, download: Download) -> MediaOut:
        """Return what the run has for the component, opened at its first step; all pieces of a live run share it."""
        found = call.kept.get((PLAYLISTS, block.number))
        if found is None:
            found = call.kept[PLAYLISTS, block.number] = cls(block, call, offer, download)
            await found.keep()
            call.at_end(found.end)
        return found

    def play(self, value: Any) -> JSON:
        """Add a value, which may be None; return the payload, the same for each step. Runs in the call's thread."""
        if value is not None:
            new = self.block.piece(value)
            data, suffix = content(new, self.call.files, self.reader, self._offer, self._download)
            with self._lock:
                if self.playlist.ended:
                    raise ResultError("This run has ended; nothing more can be played.", code="PE305")
                self._add(self.pieces.take(data, suffix))
        path = f"{self.call.session}/{self.key}/playlist.m3u8"
        url = f"{self.call.caller.root}{ROUTE}{urllib.parse.quote(path)}"
        if self.reader.signed:
            url += f"?{PARAMETER}={self._offer.links.signature(self.key)}"
        return as_json(FileData(path, url=url, orig_name=NAMES[self.playlist.kind], is_stream=True))

    async def keep(self) -> None:
        """Store the playlist for the session."""
        try:
            playlists: dict[str, Playlist] = await self.call.load(PLAYLISTS)
        except KeyError:
            playlists = {}
        playlists = {**playlists, self.key: self.playlist}
        over = [key for key, one in playlists.items() if one.ended][: max(0, len(playlists) - MOST)]
        for key in over:
            for path in playlists.pop(key).paths():
                self.call.files.discard(path)
        await self.call.save(PLAYLISTS, playlists)

    async def end(self) -> None:
        """Say that nothing more comes."""
        await asyncio.to_thread(self._finish)
        await self.keep()

    def _finish(self) -> None:
        with self._lock:
            self._add(self.pieces.finish())
            self.playlist.ended = True

    def _add(self, pieces: list[bytes]) -> None:
        for piece in pieces:
            file = self.call.files.put(piece, f"piece.{self.playlist.kind}", self.call.session, self.reader.proof)
            for gone in self.playlist.add(file.path, self.pieces.seconds(piece), len(piece)):
                self.call.files.discard(gone.path)
