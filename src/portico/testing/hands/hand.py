"""What a person does with a part of the page. Each kind has a hand of its own, whose methods are all that it takes."""

from __future__ import annotations

from portico.testing.page.node import Node
from portico.testing.page.page import Page
from portico.testing.page.reach import called, hidden
from portico.testing.refusal import NotPossible

FIELDS = frozenset({"code", "dropdown", "number", "textbox"})
"""Kinds that tell when somebody comes to them, and leaves them."""


class Hand:
    """Takes hold of one part of the page.

    Args:
        node: The part.
        page: Where it is.
    """

    main = ""
    """What a person mostly does with it."""

    def __init__(self, node: Node, page: Page) -> None:
        self.node = node
        self.page = page

    def no(self, what: str, why: str) -> NotPossible:
        """Return the error for what cannot be done."""
        return NotPossible(f"Nobody can {what} {called(self.node)}: {why}.")

    def reach(self, what: str) -> None:
        """Come to it; raises NotPossible where it is not in sight, or rests."""
        why = hidden(self.node)
        if why is not None:
            raise NotPossible(f"Nobody can {what} it: {why}.")
        if not self.open():
            raise self.no(what, "it is disabled (interactive=False)" if self._said_so() else NOT_INPUT)

    def open(self) -> bool:
        """Whether it takes anything now."""
        return self.node.interactive

    def _said_so(self) -> bool:
        return self.node.props.get("interactive") is not None

    def focus(self) -> None:
        """Come to it, and so leave where one was."""
        before = self.page.focused
        if before is self.node:
            return
        self.leave()
        self.page.focused = self.node
        if self.node.type in FIELDS:
            self.node.emit("focus")

    def leave(self) -> None:
        """Leave the field where one is."""
        before, self.page.focused = self.page.focused, None
        if before is not None and before.type in FIELDS and before.id in self.page.nodes:
            before.emit("blur")


NOT_INPUT = "it only shows something; to make it an input, give it to a listener as one, or say interactive=True"
