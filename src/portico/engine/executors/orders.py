"""What the server and a worker process say to each other."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from portico.lang.texts import Text
from portico.wire.caller import Caller
from portico.wire.codec import JSON

AHEAD = 16
"""How many steps a generator in a worker process may be ahead of what the server took."""


@dataclass(slots=True)
class Boot:
    """What a worker process must know before the first call.

    Args:
        argv: The program's arguments.
        file: The program's file.
        module: Its name, where it was started by `python -m`.
        prelude: Functions to call first, as "module:name".
        works: What will be asked for, by number, so that the program is loaded before the first visitor comes.
        texts: Modules to load as the server did, whatever their files hold by now; the program's is called `AGAIN`.
        path: Where modules are found.
        environment: The variables of the server's process.
        folder: Where relative paths begin.
    """

    argv: list[str]
    file: str | None
    module: str | None
    prelude: list[str] = field(default_factory=list[str])
    works: dict[str, bytes] = field(default_factory=dict[str, bytes])
    texts: dict[str, Text] = field(default_factory=dict[str, Text])
    path: list[str] = field(default_factory=list[str])
    environment: dict[str, str] = field(default_factory=dict[str, str])
    folder: str = ""

    def now(self, texts: dict[str, Text]) -> Boot:
        """Return it as it is now: a process that began before does not have what was changed since."""
        return replace(self, texts=texts, path=list(sys.path), environment=dict(os.environ), folder=here())


def here() -> str:
    """Return the folder that this process works in; empty where that is gone."""
    try:
        return str(Path.cwd())
    except OSError:
        return ""


@dataclass(slots=True)
class Order:
    """One call. Its inputs follow as the other parts of the frame."""

    job: str
    session: str
    caller: Caller
    event_data: JSON
    trigger: int | None
    simple: bool
    work: str
    code: bytes
