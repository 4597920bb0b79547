"""Rule: how the app is launched: logins in the source (PC142) and what a public app needs none of (PC151 to PC154)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from portico.checks.source import Source

PRODUCTION: dict[str, tuple[Any, str, str]] = {
    "share": ((True,), "PC151", "share=True opens a tunnel to the app."),
    "server_name": (("0.0.0.0", "::", "[::]"), "PC152", "The server listens on every address of the machine."),
    "debug": ((True,), "PC153", "debug=True makes the log verbose."),
    "show_error": ((True,), "PC154", "show_error=True shows visitors the text of any exception."),
}
"""Parameter → what it must not be in production, the code and what is said."""
DOORS = frozenset({"launch", "mount_gradio_app"})


def findings(source: Source, module: dict[str, Any], production: bool) -> Iterator[tuple[ast.AST, str, str]]:
    """Yield what is wrong with how a file launches its apps."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        if getattr(node.func, "attr", getattr(node.func, "id", "")) not in DOORS:
            continue
        for name, value in options(node, source.tree):
            if name == "auth" and holds_pair(value, source.tree):
                yield value, "PC142", "auth= is given a password that stands in the source."
            if production and name in PRODUCTION:
                wrong, code, text = PRODUCTION[name]
                found = constant(value, source.tree, module)
                if any(found is one if isinstance(one, bool) else found == one for one in wrong):
                    yield value, code, text


def options(call: ast.Call, tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the arguments of a call by name, those of `**options` too where they are written down."""
    for word in call.keywords:
        if word.arg is not None:
            yield word.arg, word.value
            continue
        held = written(word.value, tree)
        if isinstance(held, ast.Dict):
            for key, value in zip(held.keys, held.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield str(key.value), value
        elif isinstance(held, ast.Call) and getattr(held.func, "id", "") == "dict":
            yield from ((one.arg, one.value) for one in held.keywords if one.arg)


def written(node: ast.expr, tree: ast.Module) -> ast.expr:
    """Return what stands where a variable of the module gets its value."""
    if isinstance(node, ast.Name):
        for one in ast.walk(tree):
            if isinstance(one, ast.Assign) and any(getattr(t, "id", None) == node.id for t in one.targets):
                return one.value
    return node


def constant(node: ast.expr, tree: ast.Module, module: dict[str, Any]) -> Any:
    """Return the value of a constant, or of a variable of the module that holds one."""
    if isinstance(node, ast.Name) and node.id in module:
        return module[node.id]
    node = written(node, tree)
    return node.value if isinstance(node, ast.Constant) else None


def holds_pair(node: ast.expr, tree: ast.Module) -> bool:
    """Whether what `auth` is given is a name with a password, or several, in plain text."""
    node = written(node, tree)
    if isinstance(node, (ast.Tuple, ast.List)):
        if len(node.elts) == 2 and is_text(node.elts[1], tree) and not isinstance(node.elts[0], (ast.Tuple, ast.List)):
            return True
        return any(holds_pair(one, tree) for one in node.elts if isinstance(one, (ast.Tuple, ast.List, ast.Name)))
    if isinstance(node, ast.Lambda):
        return compares_password(node)
    if isinstance(node, ast.Name):
        return any(
            compares_password(one)
            for one in ast.walk(tree)
            if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)) and one.name == node.id
        )
    return False


def is_text(node: ast.expr, tree: ast.Module) -> bool:
    """Whether something is a text that stands in the source."""
    node = written(node, tree)
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def compares_password(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
    """Whether a function compares its second parameter, the password, with a text."""
    names = [one.arg for one in node.args.args]
    if len(names) < 2:
        return False
    for one in ast.walk(node):
        if isinstance(one, ast.Compare) and len(one.ops) == 1 and isinstance(one.ops[0], ast.Eq):
            sides = [one.left, one.comparators[0]]
            held = any(isinstance(side, ast.Name) and side.id == names[1] for side in sides)
            if held and any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides):
                return True
    return False
