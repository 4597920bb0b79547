"""An upload's multipart body, written straight to the files it becomes."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from portico.errors import QuotaReached
from portico.server.refusal import Refusal
from portico.server.uploads import Upload
from portico.stores.owners import UNCLAIMED
from portico.stores.protocols import FileStore

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_PARTS = 1000
BUFFER = 1024 * 1024
"""Bytes that are collected before a thread writes them; a smaller upload is written at once."""
FEW = 8
"""Files that are written without asking a thread."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

QUOTAS = {"session_disk_quota": 429, "disk_quota": 507}
"""The status that tells which quota is reached."""


def boundary_of(content_type: str) -> bytes:
    """Return a multipart body's boundary; raises Refusal where the body is something else."""
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise Refusal(400, "Invalid content type.")
    return boundary


def file_name(given: bytes) -> str:
    """Return the name a file part carries; raises Refusal for none and for one that names a folder."""
    name = given.decode("utf-8", "replace")
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    if not last:
        raise Refusal(400, "A file needs a name.")
    if last in (".", ".."):
        raise Refusal(400, f"Invalid file name: {last}")
    return last


@dataclass(slots=True)
class _Piece:
    """Bytes that wait to be written to one file, and whether they are its last."""

    target: Path
    data: bytearray
    last: bool = False


@dataclass(frozen=True, slots=True)
class Keeper:
    """Where an upload goes, and whose it is.

    Args:
        files: The store.
        reader: Proof of who may read it; empty where the visitor has none.
        address: Whose quota it takes in that case.
    """

    files: FileStore
    reader: str
    address: str

    def create(self, name: str) -> tuple[Path, str]:
        """Return a fresh path to write to, and what the store calls it."""
        target, file = self.files.create(name, UNCLAIMED, self.reader, self.reader or self.address)
        return target, file.path


class UploadForm:
    """Parses a body as it comes. After a failure nothing of it is left.

    Args:
        boundary: What parts the parts.
        keeper: Where files go.
        limit: Bytes a file may have; None means no limit.
        other: Bytes that everything else in the body may have together: headers, other parts, what is around them.
        watched: Told of what arrived.
    """

    def __init__(self, boundary: bytes, keeper: Keeper, limit: int | None, other: int, watched: Upload | None) -> None:
        self.paths: list[str] = []
        self.complete = False
        self._keeper = keeper
        self._limit = limit
        self._other = other
        self._fed = self._kept = 0
        self._watched = watched
        self._parts = 0
        self._header = (bytearray(), bytearray())
        self._headers: dict[bytes, bytes] = {}
        self._name: str | None = None
        self._target: Path | None = None
        self._size = 0
        self._ready: list[_Piece] = []
        self._ready_size = 0
        self._open: IO[bytes] | None = None
        self._parser = self._make(boundary)

    def _make(self, boundary: bytes) -> MultipartParser:
        callbacks: dict[str, Callable[..., None]] = {
            "on_part_begin": self._part_begins,
            "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
            "on_header_end": self._header_ends,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._part_data,
            "on_part_end": self._part_ends,
            "on_end": self._ends,
        }
        try:
            return MultipartParser(boundary, cast("MultipartCallbacks", callbacks))
        except FormParserError as error:
            raise Refusal(400, str(error), plain=True) from None

    async def feed(self, data: bytes) -> None:
        """Take the next bytes of the body; raises Refusal for what is not allowed."""
        self._fed += len(data)
        # Whatever follows the last boundary is nothing.
        if not self.complete:
            try:
                self._parser.write(data)
            except FormParserError as error:
                raise Refusal(400, str(error), plain=True) from None
        if self._fed - self._kept > self._other:
            raise Refusal(413, "The form's other parts are too large.", plain=True)
        if self._ready_size >= BUFFER:
            await asyncio.to_thread(self._flush)

    async def finish(self) -> list[str]:
        """Return what the store calls the files, in order; raises Refusal for a body that broke off."""
        if not self.complete:
            raise Refusal(400, "The form ended before its last boundary.", plain=True)
        if self._ready_size >= BUFFER // 4 or len(self._ready) > FEW:
            await asyncio.to_thread(self._flush)
        else:
            self._flush()
        return self.paths

    def discard(self) -> None:
        """Leave nothing behind, nor bytes that wait in memory: parser and form hold each other for a while."""
        self._ready, self._ready_size = [], 0
        if self._open is not None:
            self._open.close()
            self._open = None
        for path in self.paths:
            self._keeper.files.discard(path)
        self.paths = []

    # What the parser tells

    def _part_begins(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise Refusal(400, f"A form has at most {MOST_PARTS} parts.", plain=True)
        self._headers = {}
        self._target = self._name = None
        self._size = 0

    def _header_ends(self) -> None:
        name, value = self._header
        self._headers[bytes(name).lower()] = bytes(value)
        self._header = (bytearray(), bytearray())

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if options.get(b"name") == b"files" and b"filename" in options:
            self._name = file_name(options[b"filename"])
            try:
                self._target, path = self._keeper.create(self._name)
            except OSError as error:
                raise unwritable(error) from error
            self.paths.append(path)
            self._ready.append(_Piece(self._target, bytearray()))

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        size = end - start
        if self._target is None or self._name is None:
            return
        self._kept += size
        self._size += size
        if self._limit is not None and self._size > self._limit:
            raise Refusal(413, f"File size exceeded maximum allowed size of {self._limit} bytes.", plain=True)
        try:
            self._keeper.files.grow(self.paths[-1], size)
        except QuotaReached as error:
            raise Refusal(QUOTAS[error.setting], error.message, plain=True) from None
        self._piece(self._target).data.extend(data[start:end])
        self._ready_size += size
        if self._watched is not None:
            self._watched.add(self._name, size)

    def _part_ends(self) -> None:
        if self._target is not None:
            self._piece(self._target).last = True

    def _piece(self, target: Path) -> _Piece:
        if not self._ready or self._ready[-1].target is not target:
            self._ready.append(_Piece(target, bytearray()))
        return self._ready[-1]

    def _ends(self) -> None:
        self.complete = True

    def _flush(self) -> None:
        ready, self._ready, self._ready_size = self._ready, [], 0
        try:
            for piece in ready:
                if self._open is None:
                    # The store made the folder for this file alone, so nothing can be there yet.
                    self._open = piece.target.open("xb")
                self._open.write(piece.data)
                if piece.last:
                    self._open.close()
                    self._open = None
        except OSError as error:
            raise unwritable(error) from error


def unwritable(error: OSError) -> Exception:
    """Return what an upload that cannot be kept ends with."""
    if error.errno in FULL:
        return Refusal(507, "There is no room left for uploads.")
    return error
