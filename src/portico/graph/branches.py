"""Branches: what each session has rendered. Live Python objects, kept in this process, within bounds."""

from __future__ import annotations

import contextlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from portico.graph.block import Block
from portico.graph.component import Component
from portico.graph.listener import Listener
from portico.graph.values import state_key
from portico.wire.codec import JSON

CAPACITY = 10_000
"""How many sessions may have branches; the one that was used least recently goes first."""

KEPT = 900.0
"""Seconds that a session's branches outlive its last sign of life.

A visitor who comes back within that time, after a tunnel say, finds the page's buttons working. Who comes later loads
the page anew, and with it every branch.
"""


Discard = Callable[[str, str], Awaitable[Any]]


class Rendered(Protocol):
    """What one run of a render function built."""

    number: int
    """The block whose content it is."""
    render_id: int
    own: dict[int, Block]
    listeners: dict[int, Listener]
    told: list[JSON] | None
    """The inputs of that run, where somebody is told of what is built."""

    def stored(self) -> list[Component]:
        """Return the blocks whose values live in the session."""
        ...


@dataclass(slots=True)
class Gone:
    """What a re-render left behind."""

    listeners: frozenset[int]
    blocks: frozenset[int]
    stored: list[Component]
    """The blocks whose values lived in the session."""


@dataclass(slots=True)
class _Held:
    branches: dict[int, Rendered] = field(default_factory=dict[int, Rendered])
    """By the number of the container."""
    used_at: float = 0.0

    def listeners(self) -> set[int]:
        return {number for branch in self.branches.values() for number in branch.listeners}

    def stored(self) -> dict[int, Component]:
        return {block.number: block for branch in self.branches.values() for block in branch.stored()}

    def blocks(self) -> set[int]:
        return {number for branch in self.branches.values() for number in branch.own}


class Branches:
    """What sessions have rendered. All but `__init__` happens on the event loop's thread.

    Args:
        capacity: How many sessions may have branches.
        kept: Seconds that a session's branches outlive its last sign of life.
        clock: Tells the time in seconds.
    """

    def __init__(
        self, capacity: int = CAPACITY, kept: float = KEPT, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._capacity = capacity
        self._kept = kept
        self._sessions: OrderedDict[str, _Held] = OrderedDict()
        self._leaving: list[tuple[str, _Held]] = []
        """Sessions that are gone, and whose stored values still have to be forgotten."""
        self.built: list[Callable[[Listener, Rendered, str], None]] = []
        """Told of each branch that a render function built, and for whose session, before anybody sees it; in
        development alone."""

    def __len__(self) -> int:
        """Return how many sessions have branches."""
        return len(self._sessions)

    def sessions(self) -> list[str]:
        """Return the sessions that have branches."""
        return list(self._sessions)

    def of(self, session: str) -> list[Rendered]:
        """Return a session's branches."""
        held = self._sessions.get(session)
        return [] if held is None else list(held.branches.values())

    def stored(self, session: str) -> list[Component]:
        """Return a session's blocks whose values live in the session, until those are forgotten."""
        held = [self._sessions.get(session), *(one for name, one in self._leaving if name == session)]
        return [block for one in held if one is not None for block in one.stored().values()]

    def find(self, number: int, session: str) -> Listener | None:
        """Return a listener of a session's own; None where this session has none of that number."""
        held = self._touched(session)
        if held is not None:
            for branch in held.branches.values():
                if number in branch.listeners:
                    return branch.listeners[number]
        return None

    def named(self, name: str, session: str) -> Listener | None:
        """Return a listener of a session's own by its `api_name`."""
        held = self._touched(session)
        for branch in [] if held is None else held.branches.values():
            for listener in branch.listeners.values():
                if listener.api_name == name and listener.fn is not None:
                    return listener
        return None

    def put(self, session: str, branch: Rendered) -> Gone:
        """Put a branch in the place of the one before it; what stood inside that one goes with it."""
        held = self._touched(session)
        if held is None:
            held = self._sessions[session] = _Held(used_at=self._clock())
            while len(self._sessions) > self._capacity:
                self._leaving.append(self._sessions.popitem(last=False))
        listeners, blocks, stored = held.listeners(), held.blocks(), held.stored()
        inside: set[int] = set()
        if branch.number in held.branches:
            inside = {number for number in held.branches[branch.number].own if number in held.branches}
        held.branches[branch.number] = branch
        self._drop_inside(held, inside - branch.own.keys())
        left = [block for number, block in stored.items() if number not in held.stored()]
        return Gone(frozenset(listeners - held.listeners()), frozenset(blocks - held.blocks()), left)

    def _drop_inside(self, held: _Held, containers: Iterable[int]) -> None:
        for container in containers:
            branch = held.branches.pop(container)
            self._drop_inside(held, [number for number in branch.own if number in held.branches])

    async def tidy(self, present: Callable[[str], bool], discard: Discard) -> None:
        """Forget the sessions that left, and the values that only their branches had.

        Args:
            present: Whether a session's page is open.
            discard: Forgets a value of a session, by its key, and returns it; raises KeyError where there is none.
        """
        now = self._clock()
        for session, held in list(self._sessions.items()):
            if present(session):
                held.used_at = now
            elif now - held.used_at > self._kept:
                self._leaving.append((session, self._sessions.pop(session)))
        leaving, self._leaving = self._leaving, []
        for session, held in leaving:
            stored = held.stored().values()
            values: dict[str, Any] = {}
            for key in map(state_key, stored):
                with contextlib.suppress(KeyError):
                    values[key] = await discard(session, key)
            let_go(stored, values)

    def _touched(self, session: str) -> _Held | None:
        held = self._sessions.get(session)
        if held is not None:
            held.used_at = self._clock()
            self._sessions.move_to_end(session)
        return held


def let_go(blocks: Iterable[Component], values: Mapping[str, Any]) -> None:
    """Tell the program which of a session's values are forgotten, where it asked to be told.

    Args:
        blocks: The blocks that are gone.
        values: What the session kept for them, by its keys.
    """
    for block in blocks:
        callback = getattr(block, "delete_callback", None)
        if callback is not None and state_key(block) in values:
            try:
                callback(values[state_key(block)])
            except Exception as error:
                import logging  # for weight: a page that is only built has no use for it

                from portico.lang.hearsay import Hearsay
                from portico.lang.retold import retold

                # What a session kept is its visitor's.
                told = retold(error, Hearsay(values.values).without)
                logging.getLogger("portico").error("A State's delete_callback failed.", exc_info=told)
