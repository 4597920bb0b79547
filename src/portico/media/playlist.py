"""A playlist that grows: the pieces of a sound or film that a function is still making, for players that speak HLS."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from portico.lang.ids import unguessable

PlaylistKind = Literal["audio", "video"]
SUFFIX: dict[PlaylistKind, str] = {"audio": "aac", "video": "ts"}
PLAYLISTS = "playlists"
"""The session's key for its playlists: `run/component` → Playlist, the newest last."""
LARGEST = 1024**3
"""Bytes that one playlist keeps; beyond that, the oldest pieces go."""


@dataclass(slots=True)
class Segment:
    """One piece.

    Args:
        name: What it is called in the playlist.
        path: The file store's name of it.
        seconds: How long it lasts.
        size: Bytes.
    """

    name: str
    path: str
    seconds: float
    size: int


@dataclass(slots=True)
class Playlist:
    """The pieces so far.

    Args:
        kind: What they are of.
        segments: Those that are kept, oldest first.
        gone: How many older ones are not kept any more.
        ended: Whether no more come.
        whole: The file store's name of all pieces in one file, once it was asked for.
        reader: Proof of who may play it; empty where its visitor has none, and its unguessable name is the proof.
    """

    kind: PlaylistKind
    segments: list[Segment] = field(default_factory=list[Segment])
    gone: int = 0
    ended: bool = False
    whole: str | None = None
    reader: str = ""

    def add(self, path: str, seconds: float, size: int) -> list[Segment]:
        """Append a piece; return those that are too much now."""
        self.segments.append(Segment(f"{unguessable()}.{SUFFIX[self.kind]}", path, seconds, size))
        dropped: list[Segment] = []
        while len(self.segments) > 1 and sum(one.size for one in self.segments) > LARGEST:
            dropped.append(self.segments.pop(0))
        self.gone += len(dropped)
        return dropped

    def find(self, name: str) -> Segment | None:
        """Return the piece of a name."""
        return next((one for one in self.segments if one.name == name), None)

    def paths(self) -> list[str]:
        """Return what the file store keeps for it."""
        return [one.path for one in self.segments] + ([self.whole] if self.whole else [])

    def text(self, query: str = "") -> str:
        """Return the playlist as players read it.

        Args:
            query: Follows the name of each piece.
        """
        longest = max((one.seconds for one in self.segments), default=0.0)
        lines = ["#EXTM3U"]
        if not self.gone:
            lines.append("#EXT-X-PLAYLIST-TYPE:EVENT")
        lines += [
            f"#EXT-X-TARGETDURATION:{max(1, math.ceil(longest))}",
            "#EXT-X-VERSION:4",
            f"#EXT-X-MEDIA-SEQUENCE:{self.gone}",
            "#EXT-X-START:TIME-OFFSET=0",
        ]
        for number, one in enumerate(self.segments):
            if self.kind == "video" and number:
                # Each film begins its clock anew.
                lines.append("#EXT-X-DISCONTINUITY")
            lines += [f"#EXTINF:{one.seconds:.6f},", one.name + query]
        if self.ended:
            lines.append("#EXT-X-ENDLIST")
        return "\n".join([*lines, ""])
