"""The theme's style sheet, asked of the application once and kept with its digest and its compressed form."""

from __future__ import annotations

import gzip
from pathlib import Path

from portico.server.application import Application
from portico.server.encoding import digest


class Stylesheet:
    """What `/theme.css` answers."""

    def __init__(self) -> None:
        self._of: Application | None = None
        self.content = b""
        self.packed = b""
        self.version = ""

    def read(self, application: Application) -> Stylesheet:
        """Return itself, filled with an application's theme."""
        if self._of is not application:
            asset = application.asset("theme.css")
            self.content = asset.read_bytes() if isinstance(asset, Path) else asset or b""
            self.packed = gzip.compress(self.content, mtime=0)
            self.version = digest(self.content)
            self._of = application
        return self
