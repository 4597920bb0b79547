"""Files that visitors send: each kind of file carries a canary wherever it can."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from collections.abc import Set as AbstractSet

from portico.leaktest.signs import picture, sound

Sample = Callable[[AbstractSet[int], str], bytes]


def _text(_: AbstractSet[int], note: str) -> bytes:
    return f"{note}\nA second line.\n".encode()


def _table(_: AbstractSet[int], note: str) -> bytes:
    return f"name,number\n{note},1\nsomebody,2\n".encode()


def _json(_: AbstractSet[int], note: str) -> bytes:
    return json.dumps({"name": note, "number": 1}).encode()


def _zip(_: AbstractSet[int], note: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("note.txt", f"{note}\n")
    return buffer.getvalue()


def _film(_: AbstractSet[int], note: str) -> bytes:
    """A film without a picture: players read its head, and what is free in it belongs to nobody."""
    head = b"isom" + struct.pack(">I", 512) + b"isomiso2mp41"
    boxes = [(b"ftyp", head), (b"free", note.encode()), (b"mdat", b"")]
    return b"".join(struct.pack(">I", len(body) + 8) + kind + body for kind, body in boxes)


SAMPLES: dict[str, Sample] = {
    ".txt": _text,
    ".md": _text,
    ".csv": _table,
    ".json": _json,
    ".zip": _zip,
    ".png": picture,
    ".wav": sound,
    ".mp4": _film,
}
"""How a file of a kind is made; any other is text under that name."""
KINDS = {"image": ".png", "audio": ".wav", "video": ".mp4", "text": ".txt", "file": ".txt"}
"""What stands for the kinds that an app names instead of endings."""
OTHER_ENDINGS = {".jpg": ".png", ".jpeg": ".png", ".webp": ".png", ".gif": ".png", ".mp3": ".wav", ".flac": ".wav"}
"""Endings that readers of the file look behind: the bytes decide what it is."""


def endings(kinds: list[str] | None) -> list[str]:
    """Return the endings of the files that a component takes."""
    found = [KINDS.get(kind.partition("/")[0], kind if kind.startswith(".") else ".txt") for kind in kinds or []]
    return found or [".txt", ".csv", ".json"]


def sample(ending: str, sign: AbstractSet[int], note: str) -> bytes:
    """Return a file's content.

    Args:
        ending: The ending of its name.
        sign: The visitor's sign, for pictures and sounds.
        note: The text it holds.
    """
    return SAMPLES.get(OTHER_ENDINGS.get(ending, ending), _text)(sign, note)


def unpacked(data: bytes, largest: int) -> bytes:
    """Return what a packed file holds, names and contents, up to so many bytes; nothing for any other file."""
    if not data.startswith(b"PK\x03\x04"):
        return b""
    parts: list[bytes] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            for entry in file.infolist():
                parts.append(entry.filename.encode())
                if entry.file_size <= largest:
                    largest -= entry.file_size
                    parts.append(file.read(entry))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        pass  # encrypted or broken: nobody else reads it either
    return b"\n".join(parts)
