"""What a program says to `launch` where `portico run` does not hear it: under `if __name__ == "__main__":`."""

from __future__ import annotations

import ast

KEEPS_OUT = ("auth", "auth_dependency", "security")
"""Arguments without which an app lets in whom its author keeps out."""


def unheard(text: str) -> list[str]:
    """Return the names of arguments that a program gives to launches under `if __name__ == "__main__":`.

    Args:
        text: The program; one that Python cannot read says nothing.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    blocks = [node for node in tree.body if isinstance(node, ast.If) and _asks_for_main(node.test)]
    calls = [
        node
        for block in blocks
        for statement in block.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "launch"
    ]
    return list(dict.fromkeys(one.arg or "**" for call in calls for one in call.keywords))


def _asks_for_main(test: ast.expr) -> bool:
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = [test.left, test.comparators[0]]
    return any(isinstance(one, ast.Name) and one.id == "__name__" for one in sides) and any(
        isinstance(one, ast.Constant) and one.value == "__main__" for one in sides
    )
