"""Finding a part of a page by what it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from portico.lang.signature import nearest
from portico.testing.page.kinds import BACKGROUND
from portico.testing.page.node import Node
from portico.testing.page.page import Page
from portico.testing.page.reach import called, hidden
from portico.testing.refusal import NotPossible

Names = dict[str, Any]
HEARD = 12
"""Names that an error lists at most."""


class Finder:
    """Looks through a page.

    Args:
        page: The page.
        names: The program's variables, for what is called by them.
    """

    def __init__(self, page: Page, names: Names) -> None:
        self._page = page
        self._names = names

    def one(self, key: Any, able: Callable[[Node], bool] | None = None) -> Node:
        """Return what is meant: by a component or a class, a label, a button's words, an elem_id or a variable.

        Args:
            key: What it is called.
            able: What it must be, where only some could be meant.
        """
        found = self.all(key)
        fitting = [node for node in found if able(node)] if able is not None else found
        if len(fitting) > 1:
            seen = [node for node in fitting if hidden(node) is None]
            fitting = seen or fitting
        if not fitting:
            raise self._nothing(key, found)
        if len(fitting) > 1:
            raise NotPossible(
                f"{len(fitting)} parts of the page are called {_said(key)}: {_list(map(called, fitting))}. "
                f"Give them an elem_id, use the component itself, or choose one: at.all({_said(key)})[0]."
            )
        return fitting[0]

    def all(self, key: Any) -> list[Node]:
        """Return everything that is called so, in the page's order."""
        if isinstance(key, str):
            return self._by_name(key)
        if isinstance(key, type):
            return [node for node in self._every() if node.type == _kind(key)]
        number = getattr(key, "number", None)
        if not isinstance(number, int):
            raise NotPossible(f"A part of a page is found by a text, a component or a class, not by {key!r}.")
        node = self._page.nodes.get(number)
        return [] if node is None else [node]

    def _by_name(self, key: str) -> list[Node]:
        every = self._every()
        ways: list[Callable[[Node], bool]] = [
            lambda node: node.label == key,
            lambda node: node.props.get("elem_id") == key,
        ]
        for way in ways:
            if found := [node for node in every if way(node)]:
                return found
        named = self._names.get(key)
        number = getattr(named, "number", None)
        if isinstance(number, int) and number in self._page.nodes:
            return [self._page.nodes[number]]
        return [node for node in every if node.type == key.lower()]

    def _every(self) -> list[Node]:
        """Return all nodes: those in the tree in its order, then those that are never seen."""
        placed = list(self._page.root.below())
        return [
            *placed,
            *[node for node in self._page.nodes.values() if node.type in BACKGROUND and node not in placed],
        ]

    def _nothing(self, key: Any, found: list[Node]) -> NotPossible:
        if found:
            return NotPossible(f"{called(found[0])} is there, but cannot be used so.")
        if not isinstance(key, str):
            return NotPossible(f"{_said(key)} is not on this page now.")
        seen = [node for node in self._every() if node.label and node.type not in BACKGROUND]
        labels = list(dict.fromkeys(node.label for node in seen))
        near = nearest(key, [*labels, *[str(node.props["elem_id"]) for node in seen if node.props.get("elem_id")]])
        there = f"There is: {_list(map(repr, labels))}." if labels else "Nothing on it has a label."
        return NotPossible(f"Nothing on the page is called {key!r}.{near} {there}")


def _kind(key: type) -> str:
    return str(getattr(key, "view", None) or key.__name__.lower())


def _said(key: Any) -> str:
    return repr(key) if isinstance(key, str) else f"gr.{key.__name__}" if isinstance(key, type) else type(key).__name__


def _list(names: Iterable[str]) -> str:
    all = list(names)
    return ", ".join(all[:HEARD]) + (" …" if len(all) > HEARD else "")
