"""One component or layout of a simulated page: its properties, its place, and what a change of them starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol, cast

from portico.testing.page.kinds import BACKGROUND, BLANK, LABELS
from portico.testing.page.words import Words

NO_PROPERTY = frozenset({"__type__", "__proto__", "constructor", "prototype"})
"""Names that an update may carry and that are no property."""


class Host(Protocol):
    """What a node asks of its page."""

    words: Words

    def emit(self, source: int, event: str, data: Any = None) -> None: ...
    def soon(self, node: Node, data: Any) -> None: ...
    def changed(self, node: Node, name: str) -> None: ...


class Node:
    """A part of the page.

    Args:
        config: What the server says of it.
        host: The page.
    """

    def __init__(self, config: dict[str, Any], host: Host) -> None:
        self.id: int = config["id"]
        self.type: str = config["type"]
        self.key: Any = config.get("key")
        self.host = host
        self.props: dict[str, Any] = {name: host.words.localise(one) for name, one in config["props"].items()}
        for name, default in (("value", BLANK.get(self.type)), ("label", LABELS.get(self.type))):
            if default is not None and self.props.get(name) is None:
                self.props[name] = default
        self.first: Any = self.props.get("value")
        """What it held when the page was opened."""
        self.children: list[Node] = []
        self.parent: Node | None = None
        self.writable = True
        """Whether the program uses it in a way that makes it an input."""
        self.invalid: str | None = None
        """What is wrong with the value, in a validator's words."""
        self.error: str | None = None
        """Why the last listener that showed its progress here failed."""
        self.progress: list[dict[str, Any]] = []
        """What the last listener that showed its progress here said about it."""
        self.busy = 0
        self.opened: int | None = None
        """Of tabs: which panel was open, before the program chose."""
        self._announced = False

    @property
    def value(self) -> Any:
        """What it holds."""
        return self.props.get("value")

    @property
    def interactive(self) -> bool:
        """Whether a person may change the value."""
        said = self.props.get("interactive")
        return self.writable if said is None else bool(said)

    @property
    def label(self) -> str:
        """What a person calls it: a button by its words, anything else by its label."""
        said = self.props.get("value") if self.type == "button" else self.props.get("label")
        return said if isinstance(said, str) else ""

    # What happens to it

    def emit(self, event: str, data: Any = None) -> None:
        """Start the listeners of an event; a change is told once, when what changed it is over."""
        if event != "change":
            self.host.emit(self.id, event, data)
        elif not self._announced:
            self._announced = True
            self.host.soon(self, data)

    def announce(self, data: Any) -> None:
        """Tell of the change."""
        self._announced = False
        self.host.emit(self.id, "change", data)

    def set(self, name: str, value: Any) -> None:
        """Set a property; a value that became another one is a change."""
        old = self.props.get(name)
        self.props[name] = value
        if name == "value" and not same(value, old):
            self.invalid = None
            self.emit("change")
        if value is not old:
            self.host.changed(self, name)

    def begin(self, value: Any) -> None:
        """Set the value, which is not a change."""
        self.props["value"] = value

    def input(self, value: Any) -> None:
        """Take a value from the person."""
        self.set("value", value)
        self.emit("input")

    def update(self, change: dict[str, Any]) -> None:
        """Apply what a function returned for it."""
        for name, value in change.items():
            if name in NO_PROPERTY:
                continue
            value = self.host.words.localise(value)
            if name == "props" and isinstance(value, dict):
                value = {**(self.props.get("props") or {}), **value}
            self.set(name, value)

    def rewrite(self, was: dict[str, Any], now: dict[str, Any]) -> None:
        """Take the properties that the program gives otherwise than before it was saved.

        Args:
            was: What it said before.
            now: What it says now.
        """
        old, new = Node(was, self.host).props, Node(now, self.host).props
        changed: dict[str, Any] = {}
        for name in dict.fromkeys([*old, *new]):
            if same(old.get(name), new.get(name)):
                continue
            # What the person or a function put there is theirs.
            if name == "value" and not same(self.value, old.get("value")):
                continue
            changed[name] = new.get(name)
        # That the program says otherwise is not a change that anybody made.
        self.props.update(changed)
        for name in changed:
            self.host.changed(self, name)

    # Where it is

    def above(self) -> Iterator[Node]:
        """Yield what it stands in, innermost first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def below(self) -> Iterator[Node]:
        """Yield what stands in it."""
        for child in self.children:
            yield child
            yield from child.below()

    @property
    def mounted(self) -> bool:
        """Whether the page has it; one that is only hidden it has."""
        if self.type in BACKGROUND or self.parent is None:
            return False
        return all(one.props.get("visible") is not False for one in (self, *self.above()))


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same JSON."""
    if a is b:
        return True
    if isinstance(a, bool) or isinstance(b, bool):
        return False
    if isinstance(a, dict) and isinstance(b, dict):
        mine, other = cast("dict[str, Any]", a), cast("dict[str, Any]", b)
        return mine.keys() == other.keys() and all(same(one, other[name]) for name, one in mine.items())
    if isinstance(a, list) and isinstance(b, list):
        first, second = cast("list[Any]", a), cast("list[Any]", b)
        return len(first) == len(second) and all(map(same, first, second))
    return bool(a == b)
