"""Conditions: what a function has made sure of before it goes on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from portico.checks.frame import Frame
from portico.checks.library import listed

LOOKS = listed("exists is_file is_dir isfile isdir")
"""Functions that tell whether a file is there."""
TESTS = listed("fullmatch match isalnum isidentifier isalpha isdigit isdecimal is_relative_to commonpath")
"""Functions that tell whether a text is no path into another folder."""
LOOKUPS = frozenset({"KeyError", "AttributeError", "NameError", "IndexError", "LookupError", "FileNotFoundError"})
"""What is raised where something is not there yet."""


def absent(test: ast.expr, frame: Frame) -> bool:
    """Whether something shared, or a file, is certainly not there yet where a condition holds."""
    if isinstance(test, ast.BoolOp):
        parts = [absent(one, frame) for one in test.values]
        return any(parts) if isinstance(test.op, ast.And) else all(parts)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return there(test.operand, frame)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        right = test.comparators[0]
        none = isinstance(right, ast.Constant) and right.value in (None, 0)
        if isinstance(test.ops[0], (ast.Is, ast.Eq)) and none:
            return shared(test.left, frame)
        return isinstance(test.ops[0], ast.NotIn) and shared(right, frame)
    return False


def there(test: ast.expr, frame: Frame) -> bool:
    """Whether something shared, or a file, is not there yet where a condition does not hold."""
    if isinstance(test, ast.BoolOp):
        parts = [there(one, frame) for one in test.values]
        return all(parts) if isinstance(test.op, ast.And) else any(parts)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return absent(test.operand, frame)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        right = test.comparators[0]
        none = isinstance(right, ast.Constant) and right.value in (None, 0)
        if isinstance(test.ops[0], (ast.IsNot, ast.NotEq, ast.Gt)) and none:
            return shared(test.left, frame)
        return isinstance(test.ops[0], ast.In) and shared(right, frame)
    if isinstance(test, ast.Call):
        name = called(test)
        if name == "hasattr" and test.args:
            return shared(test.args[0], frame)
        return name in LOOKS or (name in ("get", "locked", "is_set") and shared(test.func, frame))
    return isinstance(test, (ast.Name, ast.Attribute, ast.Subscript)) and shared(test, frame)


def shared(node: ast.expr, frame: Frame) -> bool:
    """Whether an expression begins with something that all visitors share."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        if isinstance(node, ast.Call):
            node = node.args[0] if called(node) in ("len", "getattr", "bool") and node.args else node.func
        else:
            node = node.value
    if isinstance(node, ast.NamedExpr):
        return shared(node.value, frame)
    if not isinstance(node, ast.Name):
        return False
    if node.id in frame.own or node.id in frame.variables:
        value = frame.variables.get(node.id)
        return value is not None and value.origin is not None
    return True


def checked(test: ast.expr) -> Iterator[tuple[str, bool]]:
    """Yield the variables that a condition compares with what is allowed, and whether it leaves no other value."""
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn, ast.Eq, ast.NotEq)):
            if isinstance(node.left, ast.Constant):
                continue
            constant = isinstance(node.comparators[0], ast.Constant)
            if isinstance(node.ops[0], (ast.Eq, ast.NotEq)) and not constant:
                continue
            for name in names_in(node.left):
                yield name, isinstance(node.left, ast.Name)
        elif isinstance(node, ast.Call) and called(node) in TESTS:
            for name in names_in(node):
                yield name, False
        elif isinstance(node, ast.Call) and called(node) == "startswith" and "resolve" in ast.unparse(node):
            for name in names_in(node.func):
                yield name, False


def names_in(node: ast.AST) -> list[str]:
    """Return the names in an expression."""
    return [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]


def called(node: ast.Call) -> str:
    """Return the last part of what a call calls."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
