"""Media types: from a name, from a file's first bytes, and which may be shown in a page."""

from __future__ import annotations

import mimetypes
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

UNKNOWN = "application/octet-stream"

# Fixed, because what the standard library answers differs with the system's own tables.
TYPES = {
    ".png": "image/png",
    ".apng": "image/apng",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".jfif": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".ico": "image/x-icon",
    ".svg": "image/svg+xml",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".weba": "audio/webm",
    ".aif": "audio/aiff",
    ".aiff": "audio/aiff",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".mov": "video/quicktime",
    ".avi": "video/x-msvideo",
    ".mkv": "video/x-matroska",
    ".ts": "video/mp2t",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".txt": "text/plain",
    ".srt": "text/plain",
    ".log": "text/plain",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".vtt": "text/vtt",
    ".html": "text/html",
    ".htm": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".py": "text/x-python",
    ".xml": "text/xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".toml": "application/toml",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".ipynb": "application/x-ipynb+json",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".gz": "application/gzip",
    ".tar": "application/x-tar",
    ".7z": "application/x-7z-compressed",
    ".wasm": "application/wasm",
    ".parquet": "application/vnd.apache.parquet",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".glb": "model/gltf-binary",
    ".gltf": "model/gltf+json",
    ".obj": "model/obj",
    ".stl": "model/stl",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
}

# Types that cannot run script in the page's origin. SVG, HTML, XML and PDF can, or may.
INLINE = frozenset(
    {
        "image/png", "image/apng", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/x-icon",
        "audio/wav", "audio/mpeg", "audio/ogg", "audio/flac", "audio/mp4", "audio/aac", "audio/webm", "audio/aiff",
        "video/mp4", "video/webm", "video/ogg", "video/quicktime", "video/x-msvideo", "video/x-matroska", "video/mp2t",
        "text/plain", "text/vtt", "application/json",
    }
)  # fmt: skip

CATEGORIES = frozenset({"image", "audio", "video", "text"})

_SIGNATURES = [
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
]
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    b"M4A ": "audio/mp4",
    b"qt  ": "video/quicktime",
    b"avif": "image/avif",
    b"heic": "image/heic",
    b"mif1": "image/heif",
}


def guess(name: str) -> str:
    """Return the media type a file name promises; `application/octet-stream` where it promises none."""
    suffix = PurePath(name).suffix.lower()
    return TYPES.get(suffix) or mimetypes.types_map.get(suffix) or UNKNOWN


def sniff(head: bytes) -> str | None:
    """Return the media type a file's first bytes show, for names that say nothing.

    Args:
        head: The first 16 bytes or more.
    """
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "image/bmp"
    return next((mime for signature, mime in _SIGNATURES if head.startswith(signature)), None)


def extension(mime: str) -> str:
    """Return the suffix, with its dot, that files of a media type get; empty for a type that is not known."""
    plain = mime.partition(";")[0].strip().lower()
    return next((suffix for suffix, known in TYPES.items() if known == plain), "") or (
        mimetypes.guess_extension(plain) or ""
    )


def is_inline_safe(mime: str) -> bool:
    """Whether a file of this type may open in the page's origin; any other is to be served as a download."""
    return mime.partition(";")[0].strip().lower() in INLINE


def matches(name: str, file_types: Sequence[str] | None) -> bool:
    """Whether a file's name fits what a component accepts.

    Args:
        name: The file's name.
        file_types: Categories ("image", "audio", "video", "text", "file"), suffixes (".csv", ".tar.gz"), media types
            ("text/plain", "image/*") or "*". None and an empty list accept everything.
    """
    return not file_types or any(_fits(name.lower(), wanted.strip().lower()) for wanted in file_types)


def _fits(name: str, wanted: str) -> bool:
    if wanted in ("file", "*", "*/*", ".*"):
        return True
    if wanted in CATEGORIES:
        return guess(name).startswith(wanted + "/")
    if "/" in wanted:
        mime = guess(name)
        return mime.startswith(wanted[:-1]) if wanted.endswith("/*") else mime == wanted
    return name.endswith(wanted if wanted.startswith(".") else "." + wanted)
