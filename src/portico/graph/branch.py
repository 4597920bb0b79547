"""Branch: what one run of a render function built, for one session. A graph that stands inside another."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Callable, Iterable
from typing import Any

from portico.errors import BuildError, NotBuilt
from portico.graph.block import UNPLACED, Block
from portico.graph.component import Component
from portico.graph.graph import Graph
from portico.graph.graph_protocol import Registration
from portico.graph.keys import Keys, parent_key
from portico.graph.listener import Listener
from portico.graph.values import Heir
from portico.wire.codec import JSON


class Branch(Graph):
    """A part of the page that belongs to one session, and stands where its container stands.

    Args:
        outer: The graph that the render function was declared in: the app's, or another branch.
        container: The layout whose content it is.
        render_id: The number of the render.
        before: What the run before built, where there was one.
        names: The `api_name`s that the session's other branches have.
    """

    rendered = True

    def __init__(
        self, outer: Graph, container: Block, render_id: int, before: Branch | None, names: Iterable[str] = ()
    ) -> None:
        super().__init__(render=False)
        self.number = container.number
        self.render_id = render_id
        self.outer_graph = outer
        self.root: Graph = outer.root if isinstance(outer, Branch) else outer
        self.own: dict[int, Block] = {}
        self.told: list[JSON] | None = None
        self.as_built = ChainMap[int, Block](self.own, outer.as_built)  # type: ignore[arg-type]
        self.blocks = ChainMap[int, Block](self.own, outer.blocks)  # type: ignore[arg-type]
        self.offer, self.download, self.branches = outer.offer, outer.download, outer.branches
        self.block_numbers, self.listener_numbers = outer.block_numbers, outer.listener_numbers
        self.keys = Keys(before.keys.numbers if before is not None else {})
        self.nested: Counter[Any] = Counter()
        """How many renders were declared inside, by what they are told apart by."""
        self._names = names

    @property
    def heir(self) -> Heir | None:
        """The page that took the place of the one that this is a part of."""
        return self.root.heir

    def register(self, block: Any) -> None:
        """Give the block an id, or the one that its key had before, and remember it."""
        if block.number == UNPLACED:
            # A block that the program made outside and placed here before has its number already.
            block.number = self.keys.number(block.wire_type(), block.key, self.new_block_number)
        self.own[block.number] = block

    def takes(self, block: Any) -> bool:
        """Whether a block may be placed here: what the program made outside is placed in each run again."""
        return block.graph is not self and isinstance(block.graph, Branch)

    def forget(self, block: Any) -> None:
        """Take the block out again."""
        self.own.pop(block.number, None)

    def _add(self, registration: Registration, make: Callable[[int, Any, Registration], Any]) -> Listener:
        if any(name == "unload" for _, name in registration.triggers):
            raise NotBuilt("The event `unload` inside gr.render", "Listen to it outside; it is the page's.")
        listener = super()._add(registration, make)
        listener.rendered_in = self.render_id
        return listener

    def _name(self, listener: Listener) -> None:
        # In a loop one name is given again and again, which no program means as an error.
        listener.asked.named = False
        super()._name(listener)

    def listener_number(self, registration: Registration) -> int:
        """Return the number of a new listener: with a key, that of the run before."""
        return self.keys.number("listener", registration.key, self.new_listener_number)

    def names_taken(self) -> Iterable[str]:
        """Return the names of endpoints that there are in this session."""
        yield from self._names
        yield from self.root.names_taken()
        yield from super().names_taken()

    def absorb(self, inner: Graph) -> None:
        """Take over the blocks and listeners of an app that the render function made."""
        if inner.made_in is not self:
            raise BuildError(
                "An app that was made outside of gr.render cannot be placed inside of it, where every visitor needs "
                "one of their own: make it in the function.",
                code="PE204",
            )
        for block in inner.blocks.values():
            block.number = UNPLACED
        super().absorb(inner)
        for listener in self.listeners.values():
            listener.rendered_in = self.render_id

    def finish(self) -> None:
        """Check what was built and wire up what depends on all of it."""
        if self.startup:
            raise NotBuilt("Examples(cache_examples=True) inside gr.render", "Leave out `cache_examples`.")
        super().finish()

    def made(self) -> list[Block]:
        """Return the blocks of this branch alone."""
        return list(self.own.values())

    def changing(self) -> frozenset[int]:
        """Return the stored values, here and around, that a listener waits for."""
        return super().changing() | self.outer_graph.changing()

    def watch(self) -> None:
        """Tell the listeners here and around which of their outputs somebody waits for."""
        super().watch()
        graph: Graph = self.outer_graph
        while Graph.changing(self):
            for listener in graph.listeners.values():
                listener.watched |= Graph.changing(self) & {block.number for block in listener.outputs}
            if not isinstance(graph, Branch):
                break
            graph = graph.outer_graph

    def stored(self) -> list[Component]:
        """Return the blocks whose values live in the session."""
        return [block for block in self.own.values() if isinstance(block, Component) and block.stored]

    def nested_key(self, name: str, parent: Any) -> tuple[Any, ...]:
        """Return what tells a render declared in here from the others, when all of this is built again.

        Args:
            name: What its function is called.
            parent: The layout that it stands in.
        """
        above: list[Any] = []
        while isinstance(parent, Block) and parent is not self:
            above.append(parent_key(parent.key))
            parent = parent.parent
        place = ("render", name, *(key for key in above if key is not None))
        self.nested[place] += 1
        return (*place, self.nested[place])
