"""A small world for attacks: an app's folder, others beside it, a secret in each, and visitors."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from security.visitor import Visitor

SECRET = "the secret that no reply may hold"


@dataclass
class World:
    """Folders as on a host.

    Attributes:
        app: The working directory.
        temp: The system's temporary directory.
        outside: A folder that the app has nothing to do with.
        offered: A folder for `allowed_paths`.
    """

    app: Path
    temp: Path
    outside: Path
    offered: Path
    visitors: list[Visitor] = field(default_factory=list)

    def visitor(self, url: str, session: str, page: bool = True) -> Visitor:
        """Return somebody who visits the app."""
        self.visitors.append(Visitor(url, session, page))
        return self.visitors[-1]


def leaks(reply: Any) -> bool:
    """Whether a reply holds the secret."""
    return SECRET.encode() in reply.content or b"the secret" in reply.content
