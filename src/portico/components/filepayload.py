"""What components that carry files share: the schema, what a function receives, and what it may answer with."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from portico.errors import BuildError, InvalidPayload, NotAccepted, ResultError
from portico.graph.files import NewFile, is_remote
from portico.media import mime
from portico.wire.files import FileData, schema

FileCount = Literal["single", "multiple", "directory"]

NOTE = "The path of a file on this computer, or its address on the web."
"""Said in the API description of whatever takes a file."""


class UploadedPath(str):
    """The path of a visitor's file: text, with the path once more as `.name`, as an open file has it."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The path."""
        return str(self)


def file_schema(several: bool = False, note: str | None = None) -> dict[str, Any]:
    """Return the JSON Schema of a file, or of a list of files.

    Args:
        several: Whether it is a list.
        note: A sentence for people.
    """
    found = schema()
    if several:
        definitions = found.pop("$defs")
        items = {"$ref": "#/$defs/FileData"}
        found = {"$defs": {"FileData": found, **definitions}, "items": items, "title": "Files", "type": "array"}
    return found if note is None else found | {"additional_description": note}


def example(name: str) -> FileData:
    """Return a payload for the API page."""
    return FileData(name, orig_name=name)


def received(payload: Any, owner: str) -> Path:
    """Return the local path of one file a visitor sent.

    Args:
        payload: What came.
        owner: The component's class, for the message.

    Raises:
        InvalidPayload: It is no file.
    """
    if isinstance(payload, FileData) and payload.path:
        return Path(payload.path)
    raise InvalidPayload(f"{owner} expects an uploaded file, got {_described(payload)}.")


def received_files(payload: Any, several: bool, file_types: Sequence[str] | None, owner: str) -> list[Path]:
    """Return the local paths of the files a visitor sent, all of them of an accepted kind.

    Args:
        payload: What came: one file, or a list where the component takes several.
        several: Whether it takes several.
        file_types: What it accepts; None: everything.
        owner: The component's class, for messages.

    Raises:
        InvalidPayload: A list for one file, one file for a list, or no file at all.
        NotAccepted: A file of another kind.
    """
    if several != isinstance(payload, list):
        wanted = "a list of files" if several else "one file"
        raise InvalidPayload(f"{owner} expects {wanted}, got {_described(payload)}.")
    paths = [received(one, owner) for one in (payload if several else [payload])]
    for path in paths:
        if not mime.matches(path.name, file_types):
            raise NotAccepted(f"'{path.name}' cannot be used here. Accepted: {', '.join(file_types or ())}.")
    return paths


def as_asked(path: Path, type: str) -> UploadedPath | bytes:
    """Return a visitor's file in the form the author asked for: its path, or its content."""
    return path.read_bytes() if type == "binary" else UploadedPath(path)


def offered(value: Any, owner: str, *, tell_size: bool = False) -> NewFile:
    """Return what goes to the page for a path or an address that a function answered with.

    The path is not touched here: whether the app may show the file is decided where files are published.

    Args:
        value: A path, or an http(s) address.
        owner: The component's class, for the message.
        tell_size: Whether the page learns how large it is.

    Raises:
        ResultError: It is neither.
    """
    if not isinstance(value, str | os.PathLike) or not (text := os.fspath(value)) or isinstance(text, bytes):
        raise ResultError(
            f"{owner} shows a file by its path, a str or a pathlib.Path; it was given {_described(value)}.",
            code="PE306",
        )
    return NewFile(text, name_of(text), tell_size=tell_size)


def name_of(path: str) -> str:
    """Return the name a visitor sees for a path or an address."""
    if is_remote(path):
        from urllib.parse import unquote, urlsplit

        return unquote(urlsplit(path).path.rpartition("/")[2]) or "file"
    return Path(path).name


def check_arguments(owner: str, file_count: Any, file_types: Any, type: Any) -> None:
    """Refuse a wrong `file_count`, `file_types` or `type` while the page is built."""
    if file_count not in ("single", "multiple", "directory"):
        raise BuildError(
            f"{owner}(file_count=…) is 'single', 'multiple' or 'directory', not {file_count!r}.", code="PE104"
        )
    if type not in ("filepath", "binary"):
        raise BuildError(f"{owner}(type=…) is 'filepath' or 'binary', not {type!r}.", code="PE104")
    if file_types is None:
        return
    if not isinstance(file_types, list) or not all(isinstance(one, str) for one in file_types):
        raise BuildError(
            f"{owner}(file_types=…) is a list such as ['image', '.csv', 'text/plain'], not {file_types!r}.",
            code="PE105",
        )


def _described(value: Any) -> str:
    """Say what came, without repeating a visitor's data at length."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, FileData):
        return "one file" if value.path else "a file without a path"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object that is not marked as a file"
    return type(value).__name__
