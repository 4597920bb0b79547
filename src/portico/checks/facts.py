"""Facts: what a program does, as the reading of it tells the rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from portico.checks.value import Value

if TYPE_CHECKING:
    from portico.checks.source import Source


@dataclass(frozen=True, slots=True)
class Handler:
    """A function of the program that visitors call.

    Args:
        name: What it is called.
        fn: The function, method or callable object.
        inputs: The components whose values it receives.
        outputs: Those that its results go to.
        by_name: The parameters that receive the last of the inputs, by name.
        takes_dict: Whether it receives all inputs as one dictionary.
        renders: Whether it builds a part of the page, with handlers of its own.
    """

    name: str
    fn: Any
    inputs: list[Any] = field(default_factory=list[Any])
    outputs: list[Any] = field(default_factory=list[Any])
    by_name: tuple[str, ...] = ()
    takes_dict: bool = False
    renders: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a handler does, itself or in a function that it calls."""

    handler: Handler
    source: Source
    node: ast.AST
    nested: bool
    """Whether a function does it that is defined inside another one, while that runs."""


@dataclass(frozen=True, slots=True)
class Assigned(Fact):
    """A variable of a module, or of the function around a handler, gets a value."""

    kind: Literal["global", "closure"]
    name: str
    value: Value
    first: bool
    """Whether only where it had none, as when something is loaded once."""


@dataclass(frozen=True, slots=True)
class Changed(Fact):
    """An object is changed in place."""

    target: Value
    how: str
    name: str
    key: Value
    value: Value
    first: bool


@dataclass(frozen=True, slots=True)
class Raised(Fact):
    """A parameter that came from a State is given another value: `count += 1`."""

    state: int
    name: str


@dataclass(frozen=True, slots=True)
class Read(Fact):
    """An attribute is read."""

    target: Value
    attribute: str


@dataclass(frozen=True, slots=True)
class Called(Fact):
    """A function is called that is not the program's own."""

    name: str
    """As it is known everywhere, such as `os.path.join`; empty where that is unknown."""
    method: str
    target: Value
    args: tuple[Value, ...]
    keywords: dict[str, Value]
    first: bool

    def argument(self, at: int, *names: str) -> Value | None:
        """Return an argument by its place or one of its names."""
        if at < len(self.args):
            return self.args[at]
        return next((self.keywords[name] for name in names if name in self.keywords), None)

    @property
    def given(self) -> Iterator[Value]:
        """All arguments."""
        yield from self.args
        yield from self.keywords.values()


@dataclass(frozen=True, slots=True)
class Remembered(Fact):
    """A function is called whose results `functools` keeps."""

    name: str
    args: tuple[Value, ...]
    method: bool


@dataclass(frozen=True, slots=True)
class Returned(Fact):
    """The handler itself gives a result."""

    value: Value
