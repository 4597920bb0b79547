"""Hands for what takes files: pictures, sounds, films, any others."""

from __future__ import annotations

import base64
from pathlib import Path, PurePath
from typing import Any

from portico.media.mime import guess
from portico.testing.hands.hand import Hand
from portico.testing.refusal import NotPossible, Refused

KINDS = frozenset({"image", "video", "audio", "text"})
Source = str | Path | bytes


class FileHand(Hand):
    """Gives files."""

    main = "upload"

    @property
    def several(self) -> bool:
        """Whether it takes more than one."""
        return (self.node.props.get("file_count") or "single") != "single"

    @property
    def kinds(self) -> list[str]:
        """What it takes; empty where it takes everything."""
        return self.node.props.get("file_types") or []

    async def upload(self, *sources: Source | list[Source], name: str | None = None) -> None:
        """Give files.

        Args:
            sources: A path or bytes each.
            name: What a file is called whose bytes are given.
        """
        self.reach("give a file to")
        files = [self._read(one, name) for one in _each(sources)]
        if not files or (len(files) > 1 and not self.several):
            raise self.no(f"give {len(files)} files to", "it takes several" if self.several else "it takes one")
        for called, content in files:
            self._check(called, content)
        try:
            described = await self.page.transport.upload(files)
        except Refused as refused:
            raise self.no("give this to", f"the server refused it: {refused}") from None
        self.take(described)

    def take(self, files: list[dict[str, Any]]) -> None:
        """Hold what was given."""
        if self.several:
            before = self.node.value or []
            self.node.set("value", [*(before if isinstance(before, list) else [before]), *files])
        else:
            self.node.set("value", files[0])
        self.node.emit("upload")

    def clear(self) -> None:
        """Take away what it holds."""
        self.reach("clear")
        if not self.node.value:
            raise self.no("clear", "it holds nothing")
        self.node.set("value", None)
        self.node.emit("clear")

    def _read(self, source: Source, name: str | None) -> tuple[str, bytes]:
        if isinstance(source, bytes):
            return name or "file", source
        path = Path(source)
        if not path.is_file():
            raise NotPossible(f"There is no file {str(path)!r} to upload.")
        return name or path.name, path.read_bytes()

    def _check(self, name: str, content: bytes) -> None:
        if self.kinds and not any(accepted(name, one) for one in self.kinds):
            raise self.no(f"give {name!r} to", f"it takes {', '.join(self.kinds)}")
        limit = self.page.config.get("max_file_size")
        if limit and len(content) > limit:
            raise self.no("give this to", f"{name} has {len(content)} bytes, and this app takes files up to {limit}")


class UploadButtonHand(FileHand):
    """Gives files by a button."""

    def open(self) -> bool:
        return self.node.props.get("interactive") is not False

    def take(self, files: list[dict[str, Any]]) -> None:
        self.node.set("value", files if self.several else files[0])
        self.node.emit("upload")

    async def upload(self, *sources: Source | list[Source], name: str | None = None) -> None:
        self.reach("press")
        self.click()
        await super().upload(*sources, name=name)

    def click(self) -> None:
        """Press it, and choose no file."""
        self.reach("press")
        self.focus()
        self.node.emit("click")


class MediaHand(FileHand):
    """Gives a picture, a sound or a film."""

    @property
    def several(self) -> bool:
        return False

    @property
    def kinds(self) -> list[str]:
        return [self.node.type]

    async def upload(self, *sources: Source | list[Source], name: str | None = None) -> None:
        offered = self.node.props.get("sources")
        if offered is not None and "upload" not in offered and "clipboard" not in offered:
            raise self.no("give a file to", f"its sources are {offered}")
        called = name or (f"{self.node.type}{ENDINGS[self.node.type]}" if any(map(_is_bytes, sources)) else None)
        await super().upload(*sources, name=called)

    def take(self, files: list[dict[str, Any]]) -> None:
        super().take(files)
        self.node.emit("input")

    async def record(self, *pieces: Source) -> None:
        """Take a picture, a sound or a film with the camera or the microphone.

        Args:
            pieces: What they see or hear, a path or bytes: all of it at once, or for a live stream piece by piece.
        """
        self.reach("record with")
        device, ending = DEVICES[self.node.type], LIVE.get(self.node.type, ENDINGS[self.node.type])
        if device not in (self.node.props.get("sources") or ["upload", device]):
            raise self.no("record with", f"its sources are {self.node.props['sources']}")
        live = bool(self.node.props.get("streaming"))
        if not live and len(pieces) != 1:
            raise self.no(f"record {len(pieces)} pieces with", "without streaming=True it takes one")
        if live or self.node.type != "image":
            self.node.emit("start_recording")
        for piece in pieces:
            _, content = self._read(piece, None)
            if live:
                self._send(content, f"{self.node.type}{ending}")
                await self.page.work.settled()  # the next one is welcome when this one was answered
                continue
            described = await self.page.transport.upload([(f"{self.node.type}{ENDINGS[self.node.type]}", content)])
            self.node.set("value", described[0])
            self.node.emit("input")
        if live:
            self.page.triggers.end_stream(self.node.id)
        if live or self.node.type != "image":
            self.node.emit("stop_recording")

    def _send(self, content: bytes, name: str) -> None:
        kind = guess(name)
        address = f"data:{kind};base64,{base64.b64encode(content).decode()}"
        meta = {"_type": "gradio.FileData"}
        self.node.begin({"path": None, "url": address, "orig_name": name, "mime_type": kind, "meta": meta})
        self.node.emit("stream")

    def clear(self) -> None:
        super().clear()
        self.node.emit("input")


class ImageHand(MediaHand):
    """Gives a picture, or points at a place in it."""

    def select(self, x: int, y: int) -> None:
        """Click on a pixel, counted from the upper left."""
        if not self.node.value:
            raise self.no("select a pixel of", "it shows nothing")
        if not self.page.triggers.listens(self.node.id, "select"):
            raise self.no("select a pixel of", "nothing listens to it")
        self.node.emit("select", {"index": [x, y], "value": None})


DEVICES = {"image": "webcam", "audio": "microphone", "video": "webcam"}
"""What records."""
LIVE = {"image": ".jpeg"}
"""What the name of a live piece ends with, where it is not what a recording's does."""
ENDINGS = {"image": ".png", "audio": ".wav", "video": ".mp4"}
"""What the name of a file ends with whose bytes are given without one."""


def accepted(name: str, kind: str) -> bool:
    """Whether a file is of a kind, an ending or a media type."""
    kind, media = kind.lower(), guess(name)
    if kind in ("file", "*", "*/*"):
        return True
    if kind in KINDS:
        return media.startswith(f"{kind}/")
    if "/" in kind:
        return media.startswith(kind[:-1]) if kind.endswith("/*") else media == kind
    return PurePath(name.lower()).name.endswith(kind if kind.startswith(".") else f".{kind}")


def _each(sources: tuple[Source | list[Source], ...]) -> list[Source]:
    found: list[Source] = []
    for one in sources:
        found += one if isinstance(one, list) else [one]
    return found


def _is_bytes(source: object) -> bool:
    return isinstance(source, bytes)
