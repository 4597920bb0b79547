"""The built front end's files, read once: the build never changes a file that has a name."""

from __future__ import annotations

from pathlib import Path

from portico.lang.paths import is_plain, within
from portico.server.refusal import Refusal


class Build:
    """A folder of files that are served as they are.

    Args:
        folder: Where the front end was built to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        """Return a file; raises Refusal for a folder, a way out, and what is not there."""
        content = self._read.get(name)
        if content is None:
            # What is kept is bounded by what the build made: only files that exist get here.
            content = self._read[name] = self._load(name)
        return content

    def _load(self, name: str) -> bytes:
        if not is_plain(name):
            raise Refusal(403, "Not allowed.")
        root = self.folder.resolve()
        path = (root / name).resolve()
        if not within(path, [root]):
            raise Refusal(403, "Not allowed.")
        try:
            if path.is_dir():
                raise Refusal(403, "Not allowed.")
            return path.read_bytes()
        except (OSError, ValueError):
            # Not there, or a name that no file can have.
            raise Refusal(404, "Not Found") from None
