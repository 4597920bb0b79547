"""The one place that moves files between payloads and the store, and that allows or refuses a path.

A function's result names files as `NewFile`; a request names them as marked objects. Neither is ever found by looking
for a member called `path`: text and JSON that merely look like a file stay what they are.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portico.errors import FileRefused, InvalidPayload
from portico.stores.owners import SHARED
from portico.wire.codec import JSON
from portico.wire.files import FileData, InlineFile, is_file

if TYPE_CHECKING:
    from portico.lang.opening import Opened
    from portico.stores.offer import Offer
    from portico.stores.protocols import FileStore
    from portico.wire.caller import Caller

ROOT = "portico-root:"
"""Stands for the app's public root in anything that is kept for more than one request."""
ROUTE = "/gradio_api/file="
INLINE = frozenset({"image", "audio"})
"""Kinds of media that may come inside their own address: what cameras and microphones send many times a second."""
ANOTHERS = (
    "The app may not show the file '{name}': it is another visitor's. Where that is meant, return "
    "gr.allow_path(path, public=True)."
)


@dataclass(slots=True)
class NewFile:
    """A file that a component makes or passes on.

    Args:
        source: Its bytes, or the path of an existing file.
        name: The name a visitor sees.
        mime_type: Told on the wire where the component's payload calls for it.
        tell_size: Whether the payload carries the size.
        adapt: Called with the path, once it is clear that the app may show the file, and with a folder for a converted
            copy that is gone afterwards. Gives the path of what to keep, or what to send as it is.
    """

    source: bytes | str | Path
    name: str
    mime_type: str | None = None
    tell_size: bool = False
    adapt: Callable[[Path, Path], Path | InlineFile] | None = None


class Unread:
    """The value of a component that a function made, while nobody knows yet whether it may read the file it names.

    Args:
        make: What makes the payload.
        value: The value.
    """

    __slots__ = ("make", "value")

    def __init__(self, make: Callable[[Any], JSON], value: Any) -> None:
        self.make = make
        self.value = value


@dataclass(frozen=True, slots=True)
class Reader:
    """Who may read the files of a part of the page.

    Args:
        session: Whose files they are.
        root: The app's public address, or a mark for it.
        proof: What the visitor's later requests show; empty where they show nothing.
        signed: Whether addresses are to be good without it.
    """

    session: str
    root: str
    proof: str = ""
    signed: bool = False

    @classmethod
    def of(cls, caller: Caller, session: str, root: str | None = None) -> Reader:
        """Return who a caller is as a reader: the page has its cookie, while API clients hand addresses on."""
        proof = caller.holder
        return cls(session, caller.root if root is None else root, proof, not (proof and caller.is_page))

    def offer(self, offer: Offer) -> Offer:
        """Return which paths the part may name: what everybody gets is the author's own, and trusted."""
        return offer.to_the_author() if self.session == SHARED else offer


EVERYBODY = Reader(SHARED, ROOT)


def url_of(path: str, root: str) -> str:
    """Return the address of a stored file."""
    if is_remote(path):
        return path
    return f"{root}{ROUTE}{urllib.parse.quote(path, safe='/')}"


def is_remote(path: str) -> bool:
    """Whether a path is an address on the web."""
    return path.startswith(("http://", "https://"))


def publish(payload: JSON, files: FileStore, reader: Reader, offer: Offer) -> JSON:
    """Replace every NewFile in a payload by the file the store keeps; raises FileRefused for a path it may not read."""
    # Texts are most of what passes here, with every word that is streamed.
    if isinstance(payload, dict):
        return {
            key: value if type(value) is str or value is None else publish(value, files, reader, offer)
            for key, value in payload.items()
        }
    if isinstance(payload, (list, tuple)):
        return [value if type(value) is str else publish(value, files, reader, offer) for value in payload]
    if isinstance(payload, NewFile):
        return _publish_one(payload, files, reader, offer)
    if isinstance(payload, FileData | InlineFile):
        return as_json(payload)
    if isinstance(payload, Unread):
        mark = reading.set(lambda path: borrowed(path, files, reader.session, reader.proof, offer))
        try:
            return publish(payload.make(payload.value), files, reader, offer)
        finally:
            reading.reset(mark)
    return payload


def _publish_one(new: NewFile, files: FileStore, reader: Reader, offer: Offer) -> JSON:
    from portico.stores.tainted import Vouched  # few payloads have files

    everybodys = reader.session == SHARED
    if isinstance(new.source, bytes):
        stored = files.put(new.source, new.name, reader.session, reader.proof)
    elif is_remote(text := str(new.source)):
        return as_json(FileData(text, url=text, orig_name=new.name, mime_type=new.mime_type))
    elif isinstance(new.source, Vouched) and new.source.public:
        everybodys, stored = True, _kept(new, files, EVERYBODY, offer)
    elif files.holds(text) and (everybodys or _is_own(text, files, reader)):
        stored = _held(new, text, files, reader)
    else:
        stored = _kept(new, files, reader, offer)
    if isinstance(stored, InlineFile):
        return as_json(stored)
    if reader.signed and not everybodys:
        stored.url = url_of(offer.links.signed_path(stored.path), reader.root)
    else:
        stored.url = url_of(stored.path, reader.root)
    stored.mime_type = new.mime_type
    if not new.tell_size:
        stored.size = None
    return as_json(stored)


def _is_own(text: str, files: FileStore, reader: Reader) -> bool:
    try:
        files.local(text, reader.session, reader.proof)
    except FileRefused:
        return False
    return True


def _held(new: NewFile, text: str, files: FileStore, reader: Reader) -> FileData | InlineFile:
    """Return what the page gets for a file that the store has: the file itself, or a copy in another format."""
    path = files.readable(text)
    adapted = _adapted(new, path, files, reader)
    return FileData(text, size=path.stat().st_size, orig_name=new.name) if adapted is None else adapted


def _kept(new: NewFile, files: FileStore, reader: Reader, offer: Offer) -> FileData | InlineFile:
    """Return the file that the store keeps of one that the app may show, or one that stands in the payload itself."""
    assert not isinstance(new.source, bytes)
    with borrowed(new.source, files, reader.session, reader.proof, offer) as opened:
        if offer.is_static(opened.path):
            adapted = _adapted(new, opened.path, files, reader)
            same = FileData(str(new.source), size=opened.status.st_size, orig_name=new.name)
            return same if adapted is None else adapted
        with opened.stream() as stream:
            stored = files.put(stream, new.name, reader.session, reader.proof)
    try:
        adapted = _adapted(new, files.readable(stored.path), files, reader)
    except BaseException:
        files.discard(stored.path)
        raise
    if adapted is None:
        return stored
    files.discard(stored.path)
    return adapted


def _adapted(new: NewFile, path: Path, files: FileStore, reader: Reader) -> FileData | InlineFile | None:
    """Return what a stored file is converted to; None where the page takes it as it is."""
    if new.adapt is None:
        return None
    from portico.lang.private import scratch

    with scratch() as folder:
        adapted = new.adapt(path, folder)
        if isinstance(adapted, InlineFile):
            return adapted
        return None if adapted == path else files.put(adapted, adapted.name, reader.session, reader.proof)


def borrowed(source: str | Path, files: FileStore, owner: str, proof: str, offer: Offer) -> Opened:
    """Open a file that a result names; raises FileRefused where the app may not show it to this visitor.

    Args:
        source: Its path.
        files: The store, which knows the visitor's own files and the copies beside them.
        owner: The visitor's session.
        proof: What the visitor shows.
        offer: Which other files may be shown.
    """
    from portico.stores.tainted import Vouched

    text = str(source)
    if files.holds(text):
        if isinstance(source, Vouched):
            return files.open(text, None)
        return files.open(text, proof) if offer.trusting else _own(text, files, owner, proof)
    return offer.borrow(source, lambda path: files.shelters(path, owner))


def _own(text: str, files: FileStore, owner: str, proof: str) -> Opened:
    try:
        files.local(text, owner, proof)
    except FileRefused:
        raise FileRefused(ANOTHERS.format(name=Path(text).name)) from None
    return files.open(text, None)


def content(
    new: NewFile, files: FileStore, reader: Reader, offer: Offer, download: Callable[[str], tuple[bytes, str]]
) -> tuple[bytes, str]:
    """Return the bytes of a file and its suffix; raises FileRefused for a path that the app may not show."""
    suffix = Path(new.name).suffix.lower()
    if isinstance(new.source, bytes):
        return new.source, suffix
    if is_remote(text := str(new.source)):
        return download(text)[0], suffix
    with borrowed(new.source, files, reader.session, reader.proof, offer) as opened:
        return opened.read(), suffix


reading: ContextVar[Callable[[str | Path], Opened] | None] = ContextVar("portico_reading", default=None)
"""What opens a file for the value that is made into a payload now; None while the program itself is built."""


def read_file(path: str | Path) -> bytes:
    """Return the bytes of a file that a component reads to show what is in it, not the file itself.

    Args:
        path: What the function gave, or what stands in the program.

    Raises:
        FileRefused: A function gave it, and the app may not show the file to this visitor.
        OSError: It stands in the program, and cannot be read.
    """
    from portico.lang.opening import open_file

    opens = reading.get()
    with open_file(Path(path).resolve()) if opens is None else opens(path) as opened:
        return opened.read()


def as_json(file: FileData | InlineFile) -> JSON:
    """Return a file as the wire's object."""
    return {
        "path": file.path,
        "url": file.url,
        "size": file.size,
        "orig_name": file.orig_name,
        "mime_type": file.mime_type,
        "is_stream": file.is_stream,
        "meta": file.meta,
    }


def fetch(
    payload: JSON, files: FileStore, owner: str, download: Callable[[str], tuple[bytes, str]], proof: str = ""
) -> JSON:
    """Replace every file in what a visitor sent by a FileData whose path is local.

    Args:
        payload: What came for a component that carries files.
        files: The store that gave the files out.
        owner: The visitor's session.
        download: Fetches an address on the web, and returns its bytes and a name.
        proof: What the visitor's requests show.

    Raises:
        InvalidPayload: A path that the store did not give to this visitor.
    """
    if isinstance(payload, dict):
        url: Any = payload.get("url")
        path: Any = payload.get("path")
        if is_file(payload) or (isinstance(path, str) and is_remote(path)):
            return _fetch_one(payload, files, owner, download, proof)
        if isinstance(url, str) and url.startswith("data:") and not path:
            return _fetch_one(payload, files, owner, download, proof)
        return {key: fetch(value, files, owner, download, proof) for key, value in payload.items()}
    if isinstance(payload, list):
        return [fetch(value, files, owner, download, proof) for value in payload]
    return payload


def _fetch_one(
    payload: dict[str, Any], files: FileStore, owner: str, download: Callable[[str], tuple[bytes, str]], proof: str
) -> FileData:
    path, url = payload.get("path"), payload.get("url")
    name = payload.get("orig_name")
    if isinstance(url, str) and url.startswith("data:") and not path:
        from portico.media.data_url import decode

        content, mime = decode(url)
        kind, _, suffix = mime.partition("/")
        if kind not in INLINE:
            raise InvalidPayload(f"Expected a data: address of a picture or a sound, got one of {mime[:60]}.")
        kept = files.put(content, str(name or f"{kind}.{suffix.partition('+')[0]}"), owner, proof)
        return FileData(kept.path, size=len(content), orig_name=kept.orig_name, mime_type=mime)
    if not isinstance(path, str) or not path:
        raise InvalidPayload("A file without a path was sent. Upload it first and send the path that the upload gave.")
    if is_remote(path):
        content, found = download(path)
        kept = files.put(content, str(name or found), owner, proof)
        return FileData(kept.path, size=len(content), orig_name=kept.orig_name)
    try:
        local = files.local(path, owner, proof)
    except FileRefused:
        shown = path.rsplit("/", 1)[-1]
        raise InvalidPayload(f"The file '{shown}' was not uploaded by a user of this session.") from None
    return FileData(
        str(local), url=None, size=None, orig_name=str(name or local.name), mime_type=payload.get("mime_type")
    )
