"""Frame: the variables of one call while it is read, and what the reading of a function needs of the whole."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from portico.checks.facts import Fact, Handler
from portico.checks.program import Program
from portico.checks.source import Function, Source
from portico.checks.value import BLANK, Origin, Value, joined


class Engine(Protocol):
    """What runs the body of a function, and hears what it does."""

    program: Program
    handler: Handler
    grown: dict[int | str, Value]
    """What the last call put into what it was given: by place (-1: the object whose method it is) or by name."""

    def run(self, frame: Frame) -> Value:
        """Read the body of a function and return its result."""
        ...

    def call(self, fn: Value, args: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        """Read a function of the program with those arguments."""
        ...

    def unread(self, file: str) -> Frame | None:
        """Return the variables of a file of the program that is imported only when a handler runs."""
        ...

    def tell(self, fact: Fact) -> None:
        """Hear of something that the program does."""
        ...


@dataclass(slots=True, eq=False)
class Frame:
    """The variables of one call of one function.

    Args:
        source: Where the function stands.
        node: The function.
        module: The variables of its module.
        cells: What it sees of the functions around it, which ran when the page was built.
        outer: The call inside which it was defined.
    """

    source: Source
    node: Function
    module: dict[str, Any]
    cells: dict[str, Value] = field(default_factory=dict[str, Value])
    outer: Frame | None = None
    variables: dict[str, Value] = field(default_factory=dict[str, Value])
    results: list[Value] = field(default_factory=list[Value])
    declared: set[str] = field(default_factory=set[str])
    """The names that `global` gives to the module."""
    around: set[str] = field(default_factory=set[str])
    """The names that `nonlocal` gives to a function around it."""
    own: set[str] = field(default_factory=set[str])
    first: int = 0
    """Inside how many conditions it stands that something shared is not there yet."""
    states: dict[str, int] = field(default_factory=dict[str, int])
    """The parameters that came from a State: the State's number."""
    rebound: set[str] = field(default_factory=set[str])
    """The names that got another value, and not only something more in the one that they had."""
    exits: list[dict[str, Value]] = field(default_factory=list[dict[str, Value]])
    """The variables at each of its results."""

    def __post_init__(self) -> None:
        for node in inside(self.node):
            if isinstance(node, ast.Global):
                self.declared.update(node.names)
            elif isinstance(node, ast.Nonlocal):
                self.around.update(node.names)
        self.own = names_of(self.node) - self.declared - self.around

    def find(self, name: str, program: Program) -> Value:
        """Return what is known of a name."""
        if name not in self.declared:
            frame: Frame | None = self
            while frame is not None:
                if name in frame.own or name in frame.variables:
                    return frame.variables.get(name, BLANK)
                if name in frame.cells:
                    return frame.cells[name]
                frame = frame.outer
        if name in self.module:
            return program.shared_value(self.module[name], self.module, name)
        if hasattr(builtins, name):
            return Value(known=getattr(builtins, name))
        return BLANK

    def holder(self, name: str) -> Frame | None:
        """Return the call around this one that has a variable; None where that is no call that is being read."""
        frame = self.outer
        while frame is not None:
            if name in frame.own or name in frame.variables:
                return frame
            frame = frame.outer
        return None

    def set(self, name: str, value: Value) -> None:
        """Give a variable another value."""
        self.variables[name] = value
        self.rebound.add(name)

    def grow(self, name: str, value: Value) -> None:
        """Note what else is known of the value that a variable has."""
        self.variables[name] = value

    def merge(self, branches: list[dict[str, Value]]) -> None:
        """Go on after branches of which one ran."""
        names = {name for one in branches for name in one}
        self.variables = {name: joined(one.get(name) for one in branches) for name in names}


def inside(node: Function) -> Iterator[ast.AST]:
    """Yield what stands in a function, without what stands in the functions and classes inside it."""
    body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
    while body:
        one = body.pop()
        yield one
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        body.extend(ast.iter_child_nodes(one))


def parameters(node: Function) -> list[ast.arg]:
    """Return all the parameters of a function."""
    given = node.args
    several = [one for one in (given.vararg, given.kwarg) if one is not None]
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *several]


def names_of(node: Function) -> set[str]:
    """Return the names that are a function's own variables."""
    found = {one.arg for one in parameters(node)}
    loops = [one.target for one in inside(node) if isinstance(one, ast.comprehension)]
    passing = {id(part) for target in loops for part in ast.walk(target)}
    for one in inside(node):
        if id(one) in passing:
            continue  # a comprehension has names of its own
        if isinstance(one, ast.Name) and isinstance(one.ctx, (ast.Store, ast.Del)):
            found.add(one.id)
        elif isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(one.name)
        elif isinstance(one, (ast.Import, ast.ImportFrom)):
            found.update((name.asname or name.name).partition(".")[0] for name in one.names)
        elif (isinstance(one, ast.ExceptHandler) and one.name) or (
            isinstance(one, (ast.MatchAs, ast.MatchStar)) and one.name
        ):
            found.add(one.name)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Unread:
    """A module of the program that nobody has imported yet: only its text is known."""

    frame: Frame


def module_value(name: str, frame: Frame, engine: Engine, level: int = 0) -> Value:
    """Return a module that is imported inside a function, without importing it.

    Args:
        name: What it is called.
        frame: The function's variables.
        engine: Reads a module of the program that nobody has imported.
        level: From how many folders up, in a relative import.
    """
    whole = absolute(name, frame.module, level)
    found = sys.modules.get(whole)
    if isinstance(found, ModuleType) and (level or not beside(name, frame, 0) or engine.program.owns(found)):
        return Value(known=found, origin=Origin("library", whole))
    file = beside(name, frame, level)
    unread = engine.unread(file) if file is not None else None
    return Value(dotted=whole) if unread is None else Value(known=Unread(unread))


def absolute(name: str, module: dict[str, Any], level: int) -> str:
    """Return the whole name of a module that is imported relatively."""
    if not level:
        return name
    package = str(module.get("__package__") or "").split(".")
    return ".".join([*package[: len(package) - level + 1], *([name] if name else [])])


def beside(name: str, frame: Frame, level: int) -> str | None:
    """Return the file of a module beside the one that imports it, or beside the package that this belongs to."""
    here = Path(frame.source.file).parent
    if level:
        folders = [here.joinpath(*[".."] * (level - 1))]
    else:
        folders = [here]
        while (folders[-1] / "__init__.py").is_file():
            folders.append(folders[-1].parent)
    parts = name.split(".") if name else []
    for folder in folders:
        whole = folder.joinpath(*parts)
        for file in (whole.with_name(f"{whole.name}.py") if parts else whole / "__init__.py", whole / "__init__.py"):
            if file.is_file():
                return str(file.resolve())
    return None
