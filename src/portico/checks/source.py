"""Source: a file of the program, parsed once; where its functions are, what it marks, which lines want no finding."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
IGNORE = re.compile(r"#\s*portico:\s*ignore(?:\[([A-Z0-9,\s]+)\])?")


class Source:
    """A file of the program.

    Args:
        file: Its path.

    Raises:
        OSError: It cannot be read.
        SyntaxError: It is not Python.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.text = Path(file).read_bytes().decode("utf-8", "replace")
        self.tree = ast.parse(self.text)
        self.lines = self.text.splitlines()
        self._functions: dict[int, list[Function]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                self._functions.setdefault(first_line(node), []).append(node)
        self.shared: set[str] = set()
        """The variables of the module, as they are called there, that `gr.shared` marks."""
        self.shared_inside: set[str] = set()
        """The variables of functions, the attributes and the parameters that it marks."""
        self._read_marks()

    def function(self, code: CodeType) -> Function | None:
        """Return where a function was written."""
        found = self._functions.get(code.co_firstlineno, [])
        named = [one for one in found if getattr(one, "name", "<lambda>") == code.co_name]
        if len(named) < 2:
            return named[0] if named else None
        spots = [(line, column) for line, _, column, _ in code.co_positions() if line and column]
        fitting = [one for one in named if isinstance(one, ast.Lambda) and _holds(one.body, spots)]
        return min(fitting, key=lambda one: len(ast.dump(one)), default=None)

    def ignores(self, line: int, code: str, last: int | None = None) -> bool:
        """Whether a comment on a line, or on one of those up to `last`, wants no finding of that code."""
        for number in range(line, max(last or line, line) + 1):
            match = IGNORE.search(self.lines[number - 1]) if 0 < number <= len(self.lines) else None
            if match and (match[1] is None or code in re.split(r"[,\s]+", match[1])):
                return True
        return False

    def line_of(self, name: str) -> int | None:
        """Return the line on which a variable of the module first gets a value."""
        for node in _top(self.tree.body):
            for target, _ in _assigned(node):
                if name in [one.id for one in ast.walk(target) if isinstance(one, ast.Name)]:
                    return node.lineno
        return None

    def _read_marks(self) -> None:
        for target, value in _bindings(self.tree):
            if isinstance(value, ast.Call) and _called(value.func) == "shared":
                if isinstance(target, ast.Attribute):
                    self.shared_inside.add(target.attr)
                elif isinstance(target, ast.Name):
                    self.shared_inside.add(target.id)
        for node in _top(self.tree.body):
            for target, value in _assigned(node):
                if isinstance(value, ast.Call) and _called(value.func) == "shared" and isinstance(target, ast.Name):
                    self.shared.add(target.id)


def first_line(node: Function) -> int:
    """Return the line that Python counts as a function's first: that of its first decorator."""
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return min([node.lineno, *(one.lineno for one in decorators)])


def _holds(body: ast.expr, spots: list[tuple[int, int]]) -> bool:
    begin, end = (body.lineno, body.col_offset), (body.end_lineno or 0, body.end_col_offset or 0)
    return all(begin <= spot <= end for spot in spots)


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _assigned(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield target, node.value
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield node.target, node.value


def _bindings(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in ast.walk(tree):
        yield from _assigned(node)
        if isinstance(node, ast.arguments):
            names = [*node.posonlyargs, *node.args]
            pairs = zip(names[len(names) - len(node.defaults) :], node.defaults, strict=True)
            for name, default in [*pairs, *zip(node.kwonlyargs, node.kw_defaults, strict=True)]:
                if default is not None:
                    yield ast.Name(name.arg), default


def _top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, those inside `if`, `try` and `with` too."""
    for node in body:
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for name in ("body", "orelse", "finalbody"):
                yield from _top(getattr(node, name, None) or [])
            for handler in getattr(node, "handlers", []):
                yield from _top(handler.body)
