"""FileData, the wire's word for a file."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

import msgspec


class Mark(TypedDict):
    """What tells a file from any other object."""

    _type: Literal["gradio.FileData"]


MARK: Mark = {"_type": "gradio.FileData"}


class FileData(msgspec.Struct):
    """A file on the server, as clients see it.

    Args:
        path: What names it; clients send it back word for word. May be an http(s) URL.
        url: Where to fetch it.
        size: Bytes.
        orig_name: The name it had.
        mime_type: Its media type, where that is known.
        is_stream: Whether `url` is a playlist that grows.
        meta: The marker that tells a file from other objects.
    """

    path: str
    url: str | None = None
    size: int | None = None
    orig_name: str | None = None
    mime_type: str | None = None
    is_stream: bool = False
    meta: Mark = msgspec.field(default_factory=lambda: MARK.copy())


class InlineFile(msgspec.Struct, kw_only=True):
    """A picture whose content stands in its address, a `data:` URL: there is nothing on the server to name.

    The members are those of FileData, in its order; `url` is always there, `path` is always null.
    """

    path: None = None
    url: str
    size: int | None = None
    orig_name: str | None = None
    mime_type: str | None = None
    is_stream: bool = False
    meta: Mark = msgspec.field(default_factory=lambda: MARK.copy())


def is_file(value: object) -> bool:
    """Whether a JSON value is a marked file."""
    if not isinstance(value, dict):
        return False
    meta = value.get("meta")
    return isinstance(meta, dict) and meta.get("_type") == "gradio.FileData"


def schema(title: str = "FileData") -> dict[str, Any]:
    """Return the JSON Schema by which generic consumers recognise a file."""

    def optional(kind: str, name: str) -> dict[str, Any]:
        return {"anyOf": [{"type": kind}, {"type": "null"}], "default": None, "title": name}

    return {
        "properties": {
            "path": {"type": "string", "title": "Path"},
            "url": optional("string", "Url"),
            "size": optional("integer", "Size"),
            "orig_name": optional("string", "Orig Name"),
            "mime_type": optional("string", "Mime Type"),
            "is_stream": {"default": False, "title": "Is Stream", "type": "boolean"},
            "meta": {"$ref": "#/$defs/FileDataMeta"},
        },
        "$defs": {
            "FileDataMeta": {
                "type": "object",
                "title": "FileDataMeta",
                "required": ["_type"],
                "properties": {"_type": {"const": "gradio.FileData", "type": "string", "title": "Type"}},
            }
        },
        "required": ["path"],
        "title": title,
        "type": "object",
    }
