"""Which graph is being built, and where in it the next block goes."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from portico.graph.graph_protocol import Building, Parent


@dataclass(frozen=True, slots=True)
class Place:
    """A graph and the layout inside it that receives new blocks."""

    graph: Building
    parent: Parent


here: ContextVar[Place | None] = ContextVar("portico_here", default=None)
"""Where the running program is building, or None outside any `with gr.Blocks()`."""

noticing: ContextVar[Callable[[Any], object] | None] = ContextVar("portico_noticing", default=None)
"""Told of each block that the running program makes, by whoever has to know them again."""
