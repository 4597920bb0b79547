"""Matching: which blocks and listeners of a new page are those of the old one, so that they keep their numbers.

A component is the same where its key is, or the variable that it is given to; else where it stands at the same place
among its like. It is another one as soon as its class is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from portico.graph.block import Block
from portico.graph.graph import Graph
from portico.graph.keys import hashable
from portico.graph.layout import Layout
from portico.graph.listener import Listener
from portico.reload.generation import Name

Names = Mapping[Block, Name]


@dataclass(slots=True)
class Match:
    """What the new page has of the old one.

    Args:
        blocks: New block → old block.
        listeners: New listener → old listener.
    """

    blocks: dict[Block, Block] = field(default_factory=dict[Block, Block])
    listeners: dict[Listener, Listener] = field(default_factory=dict[Listener, Listener])


def match(old: Graph, new: Graph, old_names: Names, new_names: Names) -> Match:
    """Return which parts of a page are those of the page before it.

    Args:
        old: The page before.
        new: The page now.
        old_names: The variables of the old page's blocks.
        new_names: The variables of the new page's blocks.
    """
    found = Match()
    known = known_as(old.blocks.values(), old_names)
    for name, block in known_as(new.blocks.values(), new_names).items():
        if name in known:
            found.blocks[block] = known[name]
    _by_place(old, new, found.blocks, (old_names, new_names))
    _unplaced(old, new, found.blocks)
    found.listeners = listeners(old, new, found.blocks)
    return found


def known_as(blocks: Iterable[Block], names: Names) -> dict[Hashable, Block]:
    """Return blocks by their key, or else by their variable; where several have the same, they count."""
    counts: Counter[Hashable] = Counter()
    found: dict[Hashable, Block] = {}
    for block in blocks:
        name = names.get(block)
        if block.key is None and name is None:
            continue
        own: Hashable = ("key", hashable(block.key)) if block.key is not None else ("variable", name)
        identity = (kind_of(block), own)
        counts[identity] += 1
        found[identity, counts[identity]] = block
    return found


def kind_of(block: Block) -> Hashable:
    """Return what two blocks have to have in common: the wire's type, and the name of the class."""
    return block.wire_type(), type(block).__qualname__


def _by_place(old: Layout, new: Layout, found: dict[Block, Block], names: tuple[Names, Names]) -> None:
    """Match the children of a layout with those that stood at their place in the same layout."""
    taken = set(found.values())
    left = [one for one in old.children if one not in taken]
    free = [one for one in new.children if one not in found]
    found.update((theirs, ours) for ours, theirs in _paired(left, free, names))
    for child in new.children:
        before = found.get(child)
        if isinstance(child, Layout) and isinstance(before, Layout):
            _by_place(before, child, found, names)


def _paired(old: Sequence[Block], new: Sequence[Block], names: tuple[Names, Names]) -> Iterator[tuple[Block, Block]]:
    """Pair blocks in their order: first those that say the same, then what stands between them, kind by kind."""
    matcher = SequenceMatcher(None, [looks(one) for one in old], [looks(one) for one in new], autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            yield from zip(old[i:j], new[k:m], strict=True)
        elif what == "replace":
            waiting = list(old[i:j])
            for block in new[k:m]:
                like = next((one for one in waiting if kind_of(one) == kind_of(block)), None)
                # Two variables with nothing in common but their type are two components.
                if like is not None and not (like in names[0] and block in names[1]):
                    waiting.remove(like)
                    yield like, block


def looks(block: Block) -> Hashable:
    """Return what a block shows at first, as far as it is plain."""
    given: list[tuple[str, str]] = []
    for name, value in sorted(block.given.items()):
        plain = name == "label" or (name == "value" and isinstance(value, (str, int, float)))
        if plain or (name == "elem_id" and value):
            given.append((name, repr(value)))
    return kind_of(block), tuple(given)


def _unplaced(old: Graph, new: Graph, found: dict[Block, Block]) -> None:
    """Match what is in no layout, in the order in which it was made."""
    inside = set(below(old)), set(below(new))
    taken = set(found.values())
    left = [one for one in old.blocks.values() if one not in inside[0] and one not in taken]
    for block in new.blocks.values():
        if block in inside[1] or block in found:
            continue
        like = next((one for one in left if kind_of(one) == kind_of(block)), None)
        if like is not None:
            left.remove(like)
            found[block] = like


def below(layout: Layout) -> Iterator[Block]:
    """Yield all that stands in a layout."""
    for child in layout.children:
        yield child
        if isinstance(child, Layout):
            yield from below(child)


def listeners(old: Graph, new: Graph, blocks: Mapping[Block, Block]) -> dict[Listener, Listener]:
    """Match listeners: by their key, or by what starts them and what they read and write.

    Args:
        old: The page before.
        new: The page now.
        blocks: New block → old block.
    """
    found: dict[Listener, Listener] = {}
    for exact in (True, False):
        # Two that do the same are told apart by their functions' names, then by their order.
        left: dict[Hashable, list[Listener]] = {}
        taken = set(found.values())
        for one in old.listeners.values():
            if one not in taken:
                left.setdefault(signature(one, old, None, exact), []).append(one)
        for one in new.listeners.values():
            if one not in found and (same := left.get(signature(one, new, blocks, exact))):
                found[one] = same.pop(0)
    for one in new.listeners.values():  # in their order: what follows another comes after it
        after = one.asked.trigger_after
        if one in found and after is not None:
            before = found[one].asked.trigger_after
            if before is None or found.get(new.listeners[after]) is not old.listeners.get(before):
                del found[one]
    return found


def signature(listener: Listener, graph: Graph, blocks: Mapping[Block, Block] | None, exact: bool) -> Hashable:
    """Return what two listeners have in common that are the same one.

    Args:
        listener: One of them.
        graph: Its page.
        blocks: New block → old block, for one of the new page.
        exact: Whether the functions' names count too.
    """

    def number(block: Any) -> object:
        if block is None or block is graph:
            return block is graph
        if blocks is None:
            return id(block)
        return id(blocks[block]) if block in blocks else ("new", id(block))

    asked = listener.asked
    triggers = tuple((number(block), name) for block, name in asked.triggers)
    values = tuple(number(one) for one in listener.inputs), tuple(number(one) for one in listener.outputs)
    key = None if asked.key is None else hashable(asked.key)
    name = getattr(asked.fn, "__qualname__", "") if exact else ""
    how = type(listener).__name__, asked.fn is None, listener.live, asked.batch
    return key, triggers, values, how, name


def renumber(old: Graph, new: Graph, found: Match) -> None:
    """Give the new page's parts the numbers of the old page's; what has no match gets numbers that nothing had.

    Args:
        old: The page before.
        new: The page now, finished.
        found: What it has of the page before.
    """
    new.as_built = dict(new.blocks)
    new.block_numbers, new.listener_numbers = old.block_numbers, old.listener_numbers
    for block in new.blocks.values():
        before = found.blocks.get(block)
        block.number = new.new_block_number() if before is None else before.number
    blocks = {block.number: block for block in new.blocks.values()}
    new.blocks.clear()
    new.blocks.update(blocks)
    renumbered: dict[int, int] = {}
    for listener in new.listeners.values():
        before = found.listeners.get(listener)
        renumbered[listener.id] = new.new_listener_number() if before is None else before.id
    for listener in new.listeners.values():
        listener.id = renumbered[listener.id]
        if listener.asked.trigger_after is not None:
            listener.asked.trigger_after = renumbered[listener.asked.trigger_after]
    every = {listener.id: listener for listener in new.listeners.values()}
    new.listeners.clear()
    new.listeners.update(every)
    new.watch()
