"""Source: one file of the program as it was read: what it imports, which blocks of it run once, what variables it has.

Nothing of it is run here.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ONCE = "NO_RELOAD"
"""`if gr.NO_RELOAD:` is the public name of a block that runs once."""
Place = tuple[int, int]
"""Line and column, as syntax trees count them."""


@dataclass(slots=True)
class Source:
    """A module's text.

    Args:
        name: The module's name.
        path: Its file.
        package: The package that its relative imports start from; empty where it is in none.
        data: What the file held.
    """

    name: str
    path: Path
    package: str
    data: bytes
    digest: bytes = b""
    imports: frozenset[str] = frozenset()
    """Modules that it names in an import, wherever that stands; some may turn out to be names inside a module."""
    _targets: dict[Place, str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.digest = digest(self.data)

    def parse(self) -> ast.Module:
        """Return the syntax tree, and learn from it; raises SyntaxError."""
        tree = ast.parse(self.data, str(self.path))
        self.imports = frozenset(imported(tree, self.package))
        return tree

    def target(self, place: Place) -> str | None:
        """Return the variable that the result of a call is given to; None where it is given to none.

        Args:
            place: Where the call begins.
        """
        if self._targets is None:
            self._targets = dict(targets(ast.parse(self.data)))
        return self._targets.get(place)


def digest(data: bytes) -> bytes:
    """Return what tells two texts apart."""
    return hashlib.blake2b(data, digest_size=16).digest()


def imported(tree: ast.AST, package: str) -> Iterator[str]:
    """Yield the full names of all that a module imports, inside functions too, and what such a name may hold."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
                if not alias.asname:
                    yield alias.name.partition(".")[0]  # this is what the statement gives a name to
        elif isinstance(node, ast.ImportFrom):
            found = absolute(node.module or "", node.level, package)
            if found is None:
                continue
            yield found
            # `from package import module` looks like `from module import name`.
            yield from (f"{found}.{alias.name}" if found else alias.name for alias in node.names if alias.name != "*")
        elif isinstance(node, ast.Call) and (named := _literal_import(node)) is not None:
            relative = len(named) - len(named.lstrip("."))
            found = absolute(named[relative:], relative, package)
            if found:
                yield found


def _literal_import(node: ast.Call) -> str | None:
    """Return what `importlib.import_module("name")` or `__import__("name")` names."""
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called not in ("import_module", "__import__") or not node.args:
        return None
    first = node.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def absolute(name: str, level: int, package: str) -> str | None:
    """Return the full name of what an import names; None where it goes above the topmost package.

    Args:
        name: As it is written, without the dots in front.
        level: How many dots there are.
        package: The importing module's package.
    """
    if not level:
        return name
    parts = package.split(".") if package else []
    if level - 1 > len(parts) or not parts:
        return None
    base = parts[: len(parts) - (level - 1)]
    return ".".join([*base, name] if name else base)


def targets(tree: ast.AST) -> Iterator[tuple[Place, str]]:
    """Yield, for each call whose result a variable or an attribute gets, where it begins and what gets it."""
    for node in ast.walk(tree):
        pairs: list[tuple[Any, Any]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)):
            pairs = [(node.target, node.value)]
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            pairs = [(item.optional_vars, item.context_expr) for item in node.items]
        for target, value in pairs:
            yield from _paired(target, value)


def _paired(target: ast.AST | None, value: ast.AST | None) -> Iterator[tuple[Place, str]]:
    if isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from _paired(one, other)
    elif isinstance(value, ast.Call) and isinstance(target, (ast.Name, ast.Attribute, ast.Subscript)):
        yield (value.lineno, value.col_offset), ast.unparse(target)


def is_once(node: ast.stmt) -> bool:
    """Whether a statement is `if gr.NO_RELOAD:`."""
    if not isinstance(node, ast.If):
        return False
    test = node.test
    return (isinstance(test, ast.Attribute) and test.attr == ONCE) or (isinstance(test, ast.Name) and test.id == ONCE)


def onces(tree: ast.Module) -> dict[str, list[str]]:
    """Return the blocks of a module that run once: their text, as the syntax tree has it, and the names they bind."""
    found = [node for node in tree.body if isinstance(node, ast.If) and is_once(node)]
    return {ast.dump(node): sorted(set(bound(node.body))) for node in found}


def bound(statements: list[ast.stmt]) -> Iterator[str]:
    """Yield the names that statements of a module bind."""
    waiting: list[ast.AST] = list(statements)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
            continue  # what it binds inside is its own
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name
        waiting.extend(ast.iter_child_nodes(node))


def without(tree: ast.Module, done: set[str]) -> ast.Module:
    """Return a module whose blocks that ran before do not run again; what stands under `else` does.

    Args:
        tree: The module; it is changed.
        done: The texts of those blocks.
    """
    for node in tree.body:
        if isinstance(node, ast.If) and is_once(node):
            ran = ast.dump(node) in done
            node.test = ast.copy_location(ast.Constant(not ran), node.test)
    return tree
