"""News: what the pages of who writes the app are told besides what their sessions are: that the program was saved.

Only a server that reloads its program has any. They go to pages of this machine, asked for by this machine's name.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from portico.server.hosts import is_local, name_of
from portico.wire.codec import encode

FORWARDED = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})
"""Headers of requests that came through something that may stand for anybody."""
UNREAD = 1000
"""Sessions whose notes are kept until a page of theirs listens."""
Tell = Callable[[bytes], object]


class News:
    """What is new, and who is told."""

    def __init__(self) -> None:
        self._readers: dict[str, set[Tell]] = {}
        self.now: dict[str, Any] = {"generation": 1, "broken": None}
        """Which generation of the program is served, and what is wrong with the one that is not."""
        self._notes: dict[str, list[str]] = {}
        """What a session has not been told yet."""

    def add(self, session: str, tell: Tell) -> None:
        """A page listens from now on; it is told how things are."""
        self._readers.setdefault(session, set()).add(tell)
        tell(self.frame(session))

    def discard(self, session: str, tell: Tell) -> None:
        """A page listens no more."""
        readers = self._readers.get(session, set())
        readers.discard(tell)
        if not readers:
            self._readers.pop(session, None)

    def tell(self, notes: dict[str, list[str]] | None = None, **now: Any) -> None:
        """Tell every page what is new.

        Args:
            notes: What single sessions are told.
            now: What is not as it was.
        """
        self.now |= now
        for session, texts in (notes or {}).items():
            self._notes.setdefault(session, []).extend(texts)
            while len(self._notes) > UNREAD:
                del self._notes[next(iter(self._notes))]  # an API client reads none
        for session, readers in list(self._readers.items()):
            frame = self.frame(session)
            for reader in list(readers):
                reader(frame)

    def frame(self, session: str) -> bytes:
        """Return what a page is told now, as JSON."""
        return encode({**self.now, "notes": self._notes.pop(session, [])})

    def sessions(self) -> list[str]:
        """Return the sessions whose pages listen."""
        return list(self._readers)

    def __len__(self) -> int:
        return sum(map(len, self._readers.values()))


def is_developer(scope: MutableMapping[str, Any]) -> bool:
    """Whether a request is from a browser of this machine: by its address, by the host it names, and by no detour."""
    headers = dict(scope["headers"])
    peer = (scope.get("client") or ("",))[0]
    local = peer in ("", "::1", "testclient") or peer.startswith("127.")
    return local and is_local(name_of(headers.get(b"host", b"").decode("latin-1"))) and not FORWARDED & headers.keys()
