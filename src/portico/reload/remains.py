"""Remains: what is left of what sessions rendered with a program that was saved, until it is rendered anew.

Nothing of the old code is held: numbers, keys, what the parts looked like, and what the render function was given.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from portico.graph.block import Block
from portico.graph.branch import Branch
from portico.graph.component import Component
from portico.graph.keys import Keys
from portico.graph.listener import Listener
from portico.reload.matching import kind_of, looks
from portico.wire.codec import JSON

T = TypeVar("T")
Signs = tuple[Hashable, Hashable]
"""What a part is known by among those without a key: first all that it says, then its kind alone."""


@dataclass(slots=True)
class Remains:
    """What is left of one branch.

    Args:
        number: The block whose content it was.
        render_id: The number of the render.
        keys: The numbers of what has a key.
        told: The inputs of the render function; None where they were not noted.
        names: The listeners' names, by their numbers.
        blocks: Number and signs of the blocks without a key.
        calls: Number and signs of the listeners without a key.
    """

    number: int
    render_id: int
    keys: Keys
    told: list[JSON] | None
    names: dict[int, str]
    blocks: list[tuple[int, Signs]]
    calls: list[tuple[int, Signs]]
    own: dict[int, Block] = field(default_factory=dict[int, Block])
    listeners: dict[int, Any] = field(default_factory=dict[int, Any])

    def stored(self) -> list[Component]:
        """Return the blocks whose values live in the session."""
        return []


def remains_of(branch: Branch) -> Remains:
    """Return what is left of a branch whose program was replaced."""
    keys = Keys({})
    keys.numbers = dict(branch.keys.numbers)
    names = {number: str(listener.api_name) for number, listener in branch.listeners.items()}
    blocks = [(block.number, signs) for block, signs in keyless_blocks(branch)]
    calls = [(listener.id, signs) for listener, signs in keyless_listeners(branch)]
    return Remains(branch.number, branch.render_id, keys, branch.told, names, blocks, calls)


def keyless_blocks(branch: Branch) -> Iterator[tuple[Block, Signs]]:
    """Yield the blocks that a branch made and that have no key, in their order, with their signs."""
    around = branch.outer_graph.blocks
    for number, block in branch.own.items():
        if block.key is None and around.get(number) is not block:
            yield block, (looks(block), kind_of(block))


def keyless_listeners(branch: Branch) -> Iterator[tuple[Listener, Signs]]:
    """Yield the listeners of a branch that have no key, in their order, with their signs."""
    for listener in branch.listeners.values():
        asked = listener.asked
        if asked.key is None:
            ends = tuple(map(kind_of, listener.inputs)), tuple(map(kind_of, listener.outputs)), type(listener).__name__
            events = tuple(name for _, name in asked.triggers)
            seen = tuple(looks(block) if isinstance(block, Block) else None for block, _ in asked.triggers)
            yield listener, ((getattr(asked.fn, "__qualname__", ""), events, seen, ends), (events, ends))


def keep_numbers(branch: Branch, before: Remains) -> None:
    """Give a branch that was rendered anew the numbers of the one before the save, where a part is at its place.

    Args:
        branch: What was built, before anybody sees it.
        before: What is left of the one before.
    """
    for listener, number in paired(before.calls, keyless_listeners(branch)):
        listener.id = number
    for block, number in paired(before.blocks, keyless_blocks(branch)):
        block.number = number
    blocks, listeners = list(branch.own.values()), list(branch.listeners.values())
    branch.own.clear()
    branch.own.update({block.number: block for block in blocks})
    renumbered = dict(zip(branch.listeners, listeners, strict=True))
    for listener in listeners:
        after = renumbered.get(-1 if listener.asked.trigger_after is None else listener.asked.trigger_after)
        if after is not None:
            listener.asked.trigger_after = after.id
    branch.listeners.clear()
    branch.listeners.update({listener.id: listener for listener in listeners})
    branch.watch()


def paired(old: Iterable[tuple[int, Signs]], new: Iterable[tuple[T, Signs]]) -> Iterator[tuple[T, int]]:
    """Pair what is there now with the numbers of what was there: first what says the same, then what is of a kind."""
    left, waiting = list(old), list(new)
    for at in range(2):
        rest: list[tuple[T, Signs]] = []
        for one, signs in waiting:
            like = next((known for known in left if known[1][at] == signs[at]), None)
            if like is None:
                rest.append((one, signs))
            else:
                left.remove(like)
                yield one, like[0]
        waiting = rest
