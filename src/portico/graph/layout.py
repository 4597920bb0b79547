"""Layout: a block with children."""

from __future__ import annotations

from contextvars import Token
from types import TracebackType
from typing import Any, Self

from portico.errors import Misplaced
from portico.graph.block import Block
from portico.graph.context import Place, here
from portico.graph.event import while_running
from portico.graph.graph_protocol import Building
from portico.graph.keys import parent_key


class Layout(Block):
    """A block that holds others: use it with `with`."""

    def __init__(self, **common: Any) -> None:
        self.children: list[Block] = []
        self._outside: Token[Place | None] | None = None
        super().__init__(**common)

    def add(self, child: Block) -> None:
        """Append a child."""
        child.parent = self
        self.children.append(child)

    def add_child(self, child: Block) -> None:
        """Append a child (Gradio's other name for `add`)."""
        self.add(child)

    def _surroundings(self) -> Building:
        place = here.get()
        if self.graph is not None:
            return self.graph
        if place is None:
            raise Misplaced(
                f"{type(self).__name__} must stand inside `with gr.Blocks():`.{while_running()}", code="PE112"
            )
        return place.graph

    def __enter__(self) -> Self:
        self._outside = here.set(Place(self._surroundings(), self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._outside is not None:
            here.reset(self._outside)
            self._outside = None
        if error is not None:
            from portico.graph.explained import explain  # until something fails, nobody needs it

            explain(error)
        else:
            self.gather()

    def gather(self) -> None:
        """Wrap children that belong together: form fields in a form, tabs in Tabs."""
        wrapped: list[Block] = []
        open_wrapper: Layout | None = None
        for child in self.children:
            wanted = getattr(child, "wrapper", lambda: None)()
            if wanted is None or isinstance(self, wanted):
                wrapped.append(child)
                if child.placed:
                    open_wrapper = None
                continue
            if open_wrapper is None or type(open_wrapper) is not wanted:
                open_wrapper = self._opened(wanted, parent_key(child.key))
                wrapped.append(open_wrapper)
            open_wrapper.add(child)
        self.children = wrapped
        for child in wrapped:
            absorb = getattr(child, "absorbed", None)
            if absorb is not None:
                absorb()

    def _opened(self, kind: type[Layout], key: Any) -> Layout:
        """Return a new layout that stands here and belongs to the same graph."""
        wrapper = kind(render=False)
        wrapper.key = key
        wrapper.graph = self._surroundings()
        wrapper.graph.register(wrapper)
        wrapper.parent = self
        return wrapper
