"""What the server and a worker process say to each other."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    """

    argv: list[str]
    file: str | None
    module: str | None
    prelude: list[str] = field(default_factory=list[str])
    works: dict[str, bytes] = field(default_factory=dict[str, bytes])


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
