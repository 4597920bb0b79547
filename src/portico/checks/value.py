"""Value: what is known of a value while a program is read, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, is_dataclass, replace
from functools import partial
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from portico.checks.frame import Frame

Taint = frozenset[str]
"""What of a visitor is in a value. `text`: what they wrote; `path`, `code`: the same, while it may still name any file
and be any program; `file`: what they uploaded, or its name; `request`: their headers, address and login; `visitor`:
what tells one from another; `state`: what their session holds; `input`: anything that they chose or sent;
`fresh`: what nobody guesses, as it was made up just now."""
NOTHING: Taint = frozenset()
INPUT: Taint = frozenset({"input"})


class Unknown:
    """In the place of an object that reading alone does not tell."""

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN = Unknown()


class Anything:
    """In the place of a key that reading alone does not tell."""

    def __repr__(self) -> str:
        return "any"


ANY = Anything()


@dataclass(frozen=True, slots=True)
class Origin:
    """Which shared thing a value is, or is a part of.

    Args:
        kind: Where the thing lives.
        name: What the program calls it.
    """

    kind: Literal["global", "closure", "default", "instance", "class", "library"]
    name: str


@dataclass(frozen=True, slots=True)
class Value:
    """What is known of a value.

    Args:
        known: The object itself, where there is only one that it can be.
        kind: Its class, where that is known.
        origin: The shared thing it belongs to; None for what a call made for itself.
        taint: What of a visitor is in it.
        items: Its elements, of a list or tuple that was just written down.
        members: Its attributes, or its elements by their keys, as far as the calls that are read gave them.
        choices: The functions of which it is one.
        local: The function, where it was defined inside the one that runs.
        bound: The object whose method it is.
        state: The number of the State it came from, or is a part of.
        dotted: The name of something in a library that is not loaded.
    """

    known: Any = UNKNOWN
    kind: type | None = None
    origin: Origin | None = None
    taint: Taint = NOTHING
    items: tuple[Value, ...] | None = None
    members: tuple[tuple[Any, Value], ...] = ()
    choices: tuple[Value, ...] = ()
    local: Local | None = None
    bound: Value | None = None
    state: int | None = None
    dotted: str = ""

    @property
    def type(self) -> type | None:
        """Its class, where that is known."""
        return self.kind if isinstance(self.known, Unknown) else type(self.known)

    def part(self, **changes: Any) -> Value:
        """Return a part of it of which no more is known than where it came from."""
        return Value(origin=self.origin, taint=self.taint, state=self.state, **changes)

    def key(self, depth: int = 0) -> Any:
        """Return what two values share of which the same is known."""
        items = None if self.items is None or depth > 3 else tuple(one.key(depth + 1) for one in self.items)
        known = self.known if isinstance(self.known, (str, int)) else id(self.known)
        bound = None if self.bound is None or depth > 3 else self.bound.key(depth + 1)
        members = () if depth > 3 else tuple((key, one.key(depth + 1)) for key, one in self.members)
        choices = tuple(one.key(depth + 1) for one in self.choices) if depth < 3 else ()
        return (
            known, self.kind, self.origin, self.taint, items, id(self.local), bound, self.state, self.dotted,
            members, choices,
        )  # fmt: skip

    def member(self, key: Any) -> Value | None:
        """Return what is known of an attribute or an element that a call gave it."""
        return next((value for known, value in self.members if known == key), None)

    @property
    def callable(self) -> bool:
        """Whether it is certainly a function."""
        return self.local is not None or isinstance(self.known, (FunctionType, MethodType, partial, Held))


@dataclass(frozen=True, slots=True, eq=False)
class Local:
    """A function that was defined inside the one that runs.

    Args:
        node: Where.
        frame: The variables around it.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A function with its first arguments, as `functools.partial` makes it."""

    fn: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Inner:
    """A class that is defined inside a function, or in a module that nobody has imported.

    Args:
        methods: Its methods, those that it inherits from others of that kind too.
    """

    methods: tuple[tuple[str, Local], ...]

    @property
    def object(self) -> Value:
        """A new object of it."""
        return Value(members=tuple((name, Value(known=Method(one))) for name, one in self.methods))


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """A method of such a class, in the place of an attribute of its objects."""

    local: Local


@dataclass(frozen=True, slots=True, eq=False)
class Above:
    """What `super()` is: an object, as one of the classes that its own inherits from."""

    value: Value
    kinds: tuple[type, ...]


BLANK = Value()


def with_member(value: Value, key: Any, member: Value) -> Value:
    """Return a value with another attribute, or another element under a key."""
    rest = tuple((known, one) for known, one in value.members if known != key)
    return replace(value, members=(*rest, (key, member)))


def joined(values: Iterable[Value | None]) -> Value:
    """Return what is known of a value that is one of several."""
    found: Value | None = None
    for value in values:
        if value is not None:
            found = value if found is None else _either(found, value)
    return found or BLANK


def _either(one: Value, other: Value) -> Value:
    if one is other:
        return one
    items = None
    if one.items is not None and other.items is not None and len(one.items) == len(other.items):
        items = tuple(_either(a, b) for a, b in zip(one.items, other.items, strict=True))
    same = one.known is other.known
    known, more = dict(one.members), dict(other.members)
    members = tuple((key, joined([known.get(key), more.get(key)])) for key in {**known, **more})
    choices: tuple[Value, ...] = ()
    if not same and (one.callable or one.choices) and (other.callable or other.choices):
        choices = tuple(dict.fromkeys([*(one.choices or (one,)), *(other.choices or (other,))]))
    return Value(
        known=one.known if same else UNKNOWN,
        kind=one.type if one.type is other.type else None,
        origin=one.origin or other.origin,
        taint=one.taint | other.taint,
        items=items,
        members=members,
        choices=choices,
        local=None if choices else one.local or other.local,
        bound=one.bound if one.bound is other.bound else None,
        state=other.state if one.state is None else one.state,
        dotted=one.dotted if one.dotted == other.dotted else "",
    )


def taints(values: Iterable[Value]) -> Taint:
    """Return all that is of a visitor in some values, and in their elements."""
    found = NOTHING
    for value in values:
        found |= value.taint
        if value.items:
            found |= taints(value.items)
        if value.members and is_dataclass(value.kind):
            found |= taints(one for _, one in value.members)
    return found


def cleared(value: Value, *kinds: str) -> Value:
    """Return a value without some kinds of taint."""
    return replace(value, taint=value.taint - set(kinds))
