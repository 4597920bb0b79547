"""The built front end's files, read once: the build never changes a file that has a name."""

from __future__ import annotations

import os
from pathlib import Path

from portico.lang.opening import NotRegular, open_below
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
        path = Path(os.path.realpath(root / name))
        if not within(path, [root]):
            raise Refusal(403, "Not allowed.")
        try:
            with open_below(root, path.relative_to(root).parts) as opened:
                return opened.read()
        except NotRegular:
            raise Refusal(403, "Not allowed.") from None
        except (OSError, ValueError):
            # Not there, or a name that no file can have.
            raise Refusal(404, "Not Found") from None
