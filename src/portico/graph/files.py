"""The one place that moves files between payloads and the store, and that allows or refuses a path.

A function's result names files as `NewFile`; a request names them as marked objects. Neither is ever found by looking
for a member called `path`: text and JSON that merely look like a file stay what they are.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portico.errors import FileRefused, InvalidPayload
from portico.lang.paths import within
from portico.stores.owners import SHARED
from portico.wire.codec import JSON
from portico.wire.files import FileData, InlineFile, is_file

if TYPE_CHECKING:
    from portico.stores.protocols import FileStore

ROOT = "portico-root:"
"""Stands for the app's public root in anything that is kept for more than one request."""
ROUTE = "/gradio_api/file="
INLINE = frozenset({"image", "audio"})
"""Kinds of media that may come inside their own address: what cameras and microphones send many times a second."""


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


@dataclass(slots=True)
class Offer:
    """Which paths of the host an app offers.

    Args:
        allowed: Files and folders the author allows.
        blocked: Files and folders that are never served; they win.
        static: Folders whose files are served from where they are.
        trusting: Whether any other file may be lent: what stands in the program itself was chosen by its author.
    """

    allowed: list[Path]
    blocked: list[Path]
    static: list[Path]
    trusting: bool = False

    @classmethod
    def of(cls, allowed: list[str] | None, blocked: list[str] | None, static: list[str] | None = None) -> Offer:
        """Resolve the author's paths once, so that the check and the use see the same spelling."""

        def resolve(paths: list[str] | None) -> list[Path]:
            return [Path(p).expanduser().resolve() for p in paths or ()]

        return cls(resolve(allowed), resolve(blocked), resolve(static))

    def to_the_author(self) -> Offer:
        """Return what applies to paths that the program itself holds, which no visitor had a hand in."""
        return replace(self, trusting=True)

    def serves(self, path: Path) -> bool:
        """Whether a resolved path may be served from where it is."""
        return within(path, [*self.allowed, *self.static]) and not within(path, self.blocked)

    def lends(self, path: Path) -> bool:
        """Whether a function's result may name a resolved path, to be copied into the store."""
        if within(path, self.blocked):
            return False
        if self.trusting or self.serves(path):
            return True
        import tempfile

        temporary = Path(tempfile.gettempdir()).resolve()
        if within(path, [temporary]):
            return True
        here = Path.cwd().resolve()
        return within(path, [here]) and not any(part.startswith(".") for part in path.relative_to(here).parts)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who may read the files of a part of the page.

    Args:
        session: Whose files they are.
        root: The app's public address, or a mark for it.
    """

    session: str
    root: str

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


def publish(payload: JSON, files: FileStore, owner: str, root: str, offer: Offer) -> JSON:
    """Replace every NewFile in a payload by the file the store keeps; raises FileRefused for a path it may not read."""
    # Texts are most of what passes here, with every word that is streamed.
    if isinstance(payload, dict):
        return {
            key: value if type(value) is str or value is None else publish(value, files, owner, root, offer)
            for key, value in payload.items()
        }
    if isinstance(payload, (list, tuple)):
        return [value if type(value) is str else publish(value, files, owner, root, offer) for value in payload]
    if isinstance(payload, NewFile):
        return _publish_one(payload, files, owner, root, offer)
    if isinstance(payload, FileData | InlineFile):
        return as_json(payload)
    return payload


def _publish_one(new: NewFile, files: FileStore, owner: str, root: str, offer: Offer) -> JSON:
    if isinstance(new.source, bytes):
        stored = files.put(new.source, new.name, owner)
    elif is_remote(text := str(new.source)):
        return as_json(FileData(text, url=text, orig_name=new.name, mime_type=new.mime_type))
    else:
        stored = _kept(new, text, files, owner, offer)
        if isinstance(stored, InlineFile):
            return as_json(stored)
    stored.url = url_of(stored.path, root)
    stored.mime_type = new.mime_type
    if not new.tell_size:
        stored.size = None
    return as_json(stored)


def _kept(new: NewFile, text: str, files: FileStore, owner: str, offer: Offer) -> FileData | InlineFile:
    """Return the file that the store keeps for a path, or one that stands in the payload itself."""
    held = files.holds(text)
    path = Path(text).resolve() if held else _lent(new, text, files, owner, offer)
    if new.adapt is not None:
        import tempfile

        with tempfile.TemporaryDirectory(prefix="portico-") as folder:
            adapted = new.adapt(path, Path(folder))
            if isinstance(adapted, InlineFile):
                return adapted
            if adapted != path:
                return files.put(adapted, adapted.name, owner)
    if held or within(path, offer.static):
        return FileData(text, size=path.stat().st_size, orig_name=new.name)
    return files.put(path, new.name, owner)


def _lent(new: NewFile, text: str, files: FileStore, owner: str, offer: Offer) -> Path:
    """Return the resolved path of a file that the app may show; raises FileRefused for any other."""
    path = Path(text).resolve()
    if not offer.lends(path) and not files.shelters(path, owner):
        raise FileRefused(
            f"The app may not show the file '{new.name}': it lies outside the working directory, the temporary "
            "directory and launch(allowed_paths=[…])."
        )
    if not path.is_file():
        raise FileRefused(f"The app wanted to show the file '{new.name}', which does not exist.")
    return path


def content(
    new: NewFile, files: FileStore, owner: str, offer: Offer, download: Callable[[str], tuple[bytes, str]]
) -> tuple[bytes, str]:
    """Return the bytes of a file and its suffix; raises FileRefused for a path that the app may not show."""
    suffix = Path(new.name).suffix.lower()
    if isinstance(new.source, bytes):
        return new.source, suffix
    text = str(new.source)
    if is_remote(text):
        return download(text)[0], suffix
    if files.holds(text):
        return files.local(text, owner).read_bytes(), suffix
    return _lent(new, text, files, owner, offer).read_bytes(), suffix


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


def fetch(payload: JSON, files: FileStore, owner: str, download: Callable[[str], tuple[bytes, str]]) -> JSON:
    """Replace every file in what a visitor sent by a FileData whose path is local.

    Args:
        payload: What came for a component that carries files.
        files: The store that gave the files out.
        owner: The visitor's session.
        download: Fetches an address on the web, and returns its bytes and a name.

    Raises:
        InvalidPayload: A path that the store did not give to this visitor.
    """
    if isinstance(payload, dict):
        url: Any = payload.get("url")
        path: Any = payload.get("path")
        if is_file(payload) or (isinstance(path, str) and is_remote(path)):
            return _fetch_one(payload, files, owner, download)
        if isinstance(url, str) and url.startswith("data:") and not path:
            return _fetch_one(payload, files, owner, download)
        return {key: fetch(value, files, owner, download) for key, value in payload.items()}
    if isinstance(payload, list):
        return [fetch(value, files, owner, download) for value in payload]
    return payload


def _fetch_one(
    payload: dict[str, Any], files: FileStore, owner: str, download: Callable[[str], tuple[bytes, str]]
) -> FileData:
    path, url = payload.get("path"), payload.get("url")
    name = payload.get("orig_name")
    if isinstance(url, str) and url.startswith("data:") and not path:
        from portico.media.data_url import decode

        content, mime = decode(url)
        kind, _, suffix = mime.partition("/")
        if kind not in INLINE:
            raise InvalidPayload(f"Expected a data: address of a picture or a sound, got one of {mime[:60]}.")
        kept = files.put(content, str(name or f"{kind}.{suffix.partition('+')[0]}"), owner)
        return FileData(kept.path, size=len(content), orig_name=kept.orig_name, mime_type=mime)
    if not isinstance(path, str) or not path:
        raise InvalidPayload("A file without a path was sent. Upload it first and send the path that the upload gave.")
    if is_remote(path):
        content, found = download(path)
        kept = files.put(content, str(name or found), owner)
        return FileData(kept.path, size=len(content), orig_name=kept.orig_name)
    try:
        local = files.local(path, owner)
    except FileRefused:
        shown = path.rsplit("/", 1)[-1]
        raise InvalidPayload(f"The file '{shown}' was not uploaded by a user of this session.") from None
    return FileData(
        str(local), url=None, size=None, orig_name=str(name or local.name), mime_type=payload.get("mime_type")
    )
