"""Graph: the blocks of an app, their tree, and what listens to them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any, ClassVar

from portico.errors import BuildError, DuplicateName
from portico.graph.block import Block
from portico.graph.branches import Branches
from portico.graph.component import Component
from portico.graph.context import here
from portico.graph.event import Trigger
from portico.graph.graph_protocol import Registration
from portico.graph.layout import Layout
from portico.graph.listener import Listener
from portico.graph.promise import promised
from portico.graph.timer import Timer
from portico.graph.values import Heir
from portico.graph.whereabouts import located, whereabouts
from portico.lang.signature import name_of
from portico.stores.offer import Offer

PAGE_EVENTS = frozenset({"load", "unload", "then", "success", "failure"})


def no_download(address: str) -> tuple[bytes, str]:
    """Refuse an address on the web; the app that launches puts a guarded fetcher in its place."""
    raise BuildError(f"This app does not fetch files from the web ({address}).", code="PE306")


class Graph(Layout):
    """The page as data. It is the root of its own tree.

    Args:
        render: Whether to become part of the graph that is being built, where there is one.
    """

    placed = True
    rendered: ClassVar[bool] = False
    """Whether it is a part of the page that belongs to one session."""

    def __init__(self, *, render: bool = True) -> None:
        self.blocks: MutableMapping[int, Block] = {}
        self.listeners: dict[int, Listener] = {}
        self.as_built: Mapping[int, Block] = self.blocks
        """The blocks by the numbers that they have where the program is built for the first time, as in a worker."""
        self._heir: Heir | None = None
        self._finished = False
        self.startup: list[Any] = []
        """Tasks to run once, before the first visitor comes, such as computing the results of examples."""
        self.offer = Offer.of(None, None)
        self.download: Callable[[str], tuple[bytes, str]] = no_download
        self.block_numbers = itertools.count(1)
        self.listener_numbers = itertools.count()
        self.branches = Branches()
        """What sessions have rendered."""
        super().__init__(render=False)
        self.number = 0
        self.outer: Graph | None = None
        place = here.get()
        if render and place is not None and isinstance(place.graph, Graph):
            self._planned = place
            self.made_in: Graph | None = place.graph
            """The graph in which the program made this one."""
        else:
            self._planned = self.made_in = None

    @property
    def heir(self) -> Heir | None:
        """The page that took this one's place, where the program is reloaded."""
        return self._heir

    def make_way(self, heir: Heir) -> None:
        """Leave the place to another page: what still runs of this one has to fit it."""
        self._heir = heir

    def _surroundings(self) -> Graph:
        return self

    def register(self, block: Any) -> None:
        """Give the block an id and remember it."""
        block.number = self.new_block_number()
        self.blocks[block.number] = block

    def new_block_number(self) -> int:
        """Return a number that no block of this app has."""
        return next(self.block_numbers)

    def new_listener_number(self) -> int:
        """Return a number that no listener of this app has."""
        return next(self.listener_numbers)

    def listener_number(self, registration: Registration) -> int:  # noqa: ARG002
        """Return the number of a new listener."""
        return self.new_listener_number()

    def takes(self, block: Any) -> bool:  # noqa: ARG002
        """Whether a block that is placed already may be placed here as well."""
        return False

    def timer(self, seconds: float) -> Timer:
        """Make and place what ticks every so many seconds."""
        return Timer(seconds)

    def forget(self, block: Any) -> None:
        """Take the block out again."""
        self.blocks.pop(block.number, None)

    def listen(self, registration: Registration, make: Callable[[int, Any, Registration], Any] = Listener) -> Listener:
        """Remember a listener; what it cancels becomes a listener of its own, as clients expect.

        Args:
            registration: What the program declared.
            make: What makes the listener of its number, the graph and the registration.
        """
        cancels, registration.cancels = registration.cancels, None
        listener = self._add(registration, make)
        if cancels:
            self._add(Registration(triggers=registration.triggers, fn=None, cancels=cancels, queue=False), Listener)
        if self._finished and here.get() is None:
            self._complete([listener])  # it was declared behind the `with`
        return listener

    def _add(self, registration: Registration, make: Callable[[int, Any, Registration], Any]) -> Listener:
        try:
            listener = make(self.listener_number(registration), self, registration)
            promised(listener)
        except BuildError as error:
            raise located(error, registration) from None
        self._name(listener)
        self.listeners[listener.id] = listener
        return listener

    def _name(self, listener: Listener) -> None:
        asked = listener.asked
        if asked.api_name is False:
            listener.api_name, listener.api_visibility = "false", "private"
            return
        if asked.fn is None:
            # There is nothing to call.
            listener.api_visibility = "private"
        if asked.api_name is None or asked.api_name is True:
            if asked.fn is not None:
                wanted = "".join(c for c in name_of(asked.fn) if c.isalnum() or c in "_-") or "fn"
            else:
                wanted = "js_fn" if asked.js else "unnamed"
                listener.api_visibility = "private"
        else:
            wanted = asked.api_name
        taken = set(self.names_taken())
        if (
            wanted in taken
            and asked.named
            and any(other.api_name == wanted and other.asked.named for other in self.listeners.values())
        ):
            first = next(other for other in self.listeners.values() if other.api_name == wanted)
            raise DuplicateName(
                f"Two listeners are called api_name='{wanted}'. Give each endpoint a name of its own, "
                f"or leave api_name out. ({whereabouts(first.asked)}; {whereabouts(asked)})"
            )
        name, number = wanted, 0
        while name in taken:
            number += 1
            name = f"{wanted}_{number}"
        listener.api_name = name

    def names_taken(self) -> Iterable[str]:
        """Return the names of the endpoints that there are."""
        return [listener.api_name for listener in self.listeners.values()]

    def absorb(self, inner: Graph) -> None:
        """Take over another graph's blocks and listeners; its children go where the program is building."""
        place = here.get()
        assert place is not None
        for block in inner.blocks.values():
            block.graph = self
            self.register(block)
        for child in inner.children:
            place.parent.add(child)
        renumbered: dict[int, int] = {}
        for old in inner.listeners.values():
            asked = old.asked
            asked.named = False
            asked.api_name = asked.api_name if asked.api_name is False else old.api_name
            asked.triggers = [(self if block is inner else block, name) for block, name in asked.triggers]
            if asked.trigger_after is not None:
                asked.trigger_after = renumbered[asked.trigger_after]
            old.api_visibility = asked.api_visibility
            renumbered[old.id] = old.id = self.new_listener_number()
            old.graph = self
            self._name(old)
            self.listeners[old.id] = old
        self.startup += inner.startup
        inner.outer = self

    def finish(self) -> None:
        """Check the graph and wire up what depends on all of it; called when the outermost `with` ends."""
        for block in self.made():
            if isinstance(block, Component) and block.load_fn is not None:
                self._load_value(block)
        self._complete(list(self.listeners.values()))
        self._finished = True

    def _complete(self, listeners: list[Listener]) -> None:
        for listener in listeners:
            try:
                self._check(listener)
            except BuildError as error:
                raise located(error, listener.asked) from None
            listener.pack()
        self.watch()

    def made(self) -> list[Block]:
        """Return the blocks that were placed in this graph itself."""
        return list(self.blocks.values())

    def changing(self) -> frozenset[int]:
        """Return the stored values that a listener waits for."""
        return frozenset(
            block.number
            for listener in self.listeners.values()
            for block, name in listener.asked.triggers
            if name == "change" and isinstance(block, Component) and block.stored
        )

    def watch(self) -> None:
        """Tell each listener which of its outputs somebody waits for."""
        changing = self.changing()
        for listener in self.listeners.values():
            listener.watched = frozenset(block.number for block in listener.outputs if block.number in changing)

    def _load_value(self, block: Component) -> None:
        """Call a value's function at each page load, whenever one of its inputs changes, and at its timer's ticks."""
        from portico.graph.event import blocks_of

        fn, block_inputs = block.load_fn, block.load_inputs
        block.load_fn = None
        triggers: list[tuple[Any, str]] = [
            (source, "change") for source in blocks_of(block_inputs) if hasattr(source, "change")
        ]
        if block.timer is not None:
            triggers.append((block.timer, "tick"))
        if not getattr(block, "load_event_to_attach", True):
            return
        self.listen(
            Registration(
                triggers=[*triggers, (self, "load")],
                fn=fn,
                inputs=block_inputs,
                outputs=block,
                show_progress="hidden" if triggers else "full",
                trigger_mode="once",
            )
        )

    def _check(self, listener: Listener) -> None:
        for role, blocks in (("inputs", listener.inputs), ("outputs", listener.outputs)):
            for block in blocks:
                if self.blocks.get(block.number) is not block:
                    raise BuildError(
                        f"{listener.name}: {block!r} in {role} is not part of this app. Create it inside this "
                        "`with gr.Blocks():`, or place it there with .render().",
                        code="PE204",
                    )
        for block, name in listener.asked.triggers:
            if isinstance(block, Graph) and (block is self or self.rendered):
                continue
            if isinstance(block, Block) and self.blocks.get(block.number) is not block:
                raise BuildError(
                    f"{listener.name} listens to {block!r}.{name}, which is not part of this app.", code="PE204"
                )

    @property
    def load(self) -> Trigger:
        """The event of the page being opened."""
        return Trigger(self, "load", self)

    def concurrency(self, default: int | None) -> dict[str, int | None]:
        """Return the limit of each concurrency group: the smallest of its members', None where none has one."""
        limits: dict[str, int | None] = {}
        for listener in self.listeners.values():
            asked = listener.asked.concurrency_limit
            own = default if asked == "default" else asked
            known = limits.get(listener.group, own)
            limits[listener.group] = own if known is None else known if own is None else min(known, own)
        return limits

    def names(self) -> Counter[str]:
        """Return how often each kind of block occurs."""
        return Counter(block.wire_type() for block in self.blocks.values())
