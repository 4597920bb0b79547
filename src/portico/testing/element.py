"""One part of a simulated page, as a test holds it: what it shows, and what a person may do with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portico.testing.hands.kinds import HANDS, acts_of
from portico.testing.page.collect import shown
from portico.testing.page.reach import called, hidden
from portico.testing.refusal import NotPossible
from portico.testing.said import Said
from portico.testing.step import Step

if TYPE_CHECKING:
    from portico.testing.page.node import Node
    from portico.testing.visit import Visit


class Element:
    """A part of a page.

    Every action returns when what it started, and what followed that, has come to rest; `wait=False` returns at once.
    An action that a person could not do raises `NotPossible`.
    """

    def __init__(self, visit: Visit, node: Node) -> None:
        self._visit = visit
        self._number = node.id
        self._last = node

    # What it shows

    @property
    def _node(self) -> Node:
        node = self._visit.page.nodes.get(self._number)
        if node is None:
            raise NotPossible(f"{called(self._last)} is no longer on the page.")
        self._last = node
        return node

    @property
    def value(self) -> Any:
        """What it holds, as the page shows it, in JSON: a file is a dictionary with `path`, `orig_name` and more."""
        return shown(self._node)

    @property
    def props(self) -> dict[str, Any]:
        """All its properties, by the names that they have in Python."""
        return dict(self._node.props)

    @property
    def type(self) -> str:
        """What kind it is, in lower case: "textbox"."""
        return self._node.type

    @property
    def label(self) -> str:
        """What the page calls it; of a button, its words."""
        return self._node.label

    @property
    def visible(self) -> bool:
        """Whether a person sees it now: nothing around it is hidden, no tab or accordion that it is in closed."""
        return hidden(self._node) is None

    @property
    def interactive(self) -> bool:
        """Whether a person may change it."""
        node = self._node
        if node.type in HANDS:
            return HANDS[node.type](node, self._visit.page).open() and node.interactive
        return False

    @property
    def choices(self) -> list[str]:
        """What it offers, as the page shows it."""
        return [str(shown) for shown, _ in self._node.props.get("choices") or []]

    @property
    def error(self) -> Said | None:
        """What is wrong with its value in a validator's words, or why what last ran for it failed."""
        return self._visit.said(self._node.invalid or self._node.error)

    @property
    def progress(self) -> list[dict[str, Any]]:
        """What the last run that showed its progress here said about it, step by step."""
        return list(self._node.progress)

    @property
    def busy(self) -> bool:
        """Whether something that it started still runs."""
        return self._node.busy > 0

    def __repr__(self) -> str:
        return f"<{called(self._last)}>"

    # What a person may do

    def act(self, what: str, *args: Any, wait: bool = True, **options: Any) -> Element:
        """Do something by its name, such as "fill"; the methods below are this, each with its own parameters."""
        deed = self._deed(what)
        self._visit.act(lambda: deed(*args, **options), wait=wait)
        return self

    def _deed(self, what: str) -> Callable[..., Any]:
        node = self._node
        hand = HANDS.get(node.type)
        deed: Callable[..., Any] | None = None if hand is None else getattr(hand(node, self._visit.page), what, None)
        if deed is None:
            able = acts_of(node.type)
            instead = f"A person may {', '.join(able)}" if able else "It only shows something"
            raise NotPossible(f"Nobody can {what} {called(self._last)}. {instead}.")
        return deed

    def click(self, *args: Any, wait: bool = True) -> Element:
        """Press it: a button, a tab, an accordion's heading, an example by its place."""
        return self.act("click", *args, wait=wait)

    def fill(self, value: Any, *, leave: bool = True, wait: bool = True) -> Element:
        """Put a value in, and go on to something else.

        Args:
            value: Text, a number, a choice, True or False, or the rows of a table.
            leave: False stays in the field, so that it is not told of a `blur`.
            wait: False returns before what this started is over.
        """
        options = {} if leave else {"leave": False}
        return self.act("fill", value, wait=wait, **options)

    def clear(self, *, wait: bool = True) -> Element:
        """Empty it, by its own button where it has one."""
        return self.act("clear", wait=wait)

    def submit(self, value: Any = None, *, wait: bool = True) -> Element:
        """Press Enter in it, or its button, after writing a value where one is given."""
        return self.act("submit", *([] if value is None else [value]), wait=wait)

    def stop(self, *, wait: bool = True) -> Element:
        """Press a text field's stop button."""
        return self.act("stop", wait=wait)

    def blur(self, *, wait: bool = True) -> Element:
        """Leave it."""
        return self.act("blur", wait=wait)

    def check(self, *choices: Any, wait: bool = True) -> Element:
        """Tick it, or some of its choices."""
        return self.act("check", *choices, wait=wait)

    def uncheck(self, *choices: Any, wait: bool = True) -> Element:
        """Take its tick away, or those of some of its choices."""
        return self.act("uncheck", *choices, wait=wait)

    def choose(self, *choices: Any, wait: bool = True) -> Element:
        """Choose, by what the page shows or by value; where several may be chosen, these and no others."""
        return self.act("choose", *choices, wait=wait)

    def select(self, *where: Any, wait: bool = True) -> Element:
        """Select a tab, a cell (row, column), a part of a text (start, end), a pixel (x, y), a message (its place)."""
        return self.act("select", *where, wait=wait)

    def upload(self, *files: str | Path | bytes | list[Any], name: str | None = None, wait: bool = True) -> Element:
        """Give it files.

        Args:
            files: A path or bytes each.
            name: What a file is called whose bytes are given.
            wait: False returns before what this started is over.
        """
        return self.act("upload", *files, name=name, wait=wait)

    def record(self, *pieces: str | Path | bytes, wait: bool = True) -> Element:
        """Take a picture, a sound or a film with the camera or the microphone.

        Args:
            pieces: What they see or hear, a path or bytes; with `streaming=True` as many pieces as come.
            wait: False returns before what this started is over.
        """
        return self.act("record", *pieces, wait=wait)

    def edit(self, *what: Any, wait: bool = True) -> Element:
        """Change a cell (row, column, value) or a message (its place, its words)."""
        return self.act("edit", *what, wait=wait)

    def like(self, message: int, opinion: str | bool = "Like", *, wait: bool = True) -> Element:
        """Judge a message of a conversation, by its place from 0."""
        return self.act("like", message, opinion, wait=wait)

    def retry(self, *, wait: bool = True) -> Element:
        """Ask a conversation for another answer."""
        return self.act("retry", wait=wait)

    def undo(self, *, wait: bool = True) -> Element:
        """Take the last message of a conversation back."""
        return self.act("undo", wait=wait)

    def download(self) -> bytes:
        """Return the content of the file that it shows."""
        value = self._node.value
        first = value[0] if isinstance(value, list) and value else value
        if not isinstance(first, dict) or not (first.get("url") or first.get("path")):
            raise NotPossible(f"{called(self._last)} shows no file to download: {value!r}")
        return self._visit.fetch(first)

    def stream(self, what: str = "", *args: Any) -> Iterator[Step]:
        """Do what one mostly does with it (press a button, submit a field), and yield each step of what it starts.

        Args:
            what: Another action, such as "submit".
            args: What that takes.
        """
        hand = HANDS.get(self._node.type)
        deed = self._deed(what or (hand.main if hand is not None and hand.main else "press"))
        return self._visit.steps(lambda: deed(*args))
