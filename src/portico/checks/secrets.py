"""Rule: secrets that stand in the source (PC141)."""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator

from portico.checks.source import Source

SHAPES = re.compile(
    r"sk-(?:proj-|ant-|live-|or-)?[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}"
    r"|AKIA[0-9A-Z]{16}|xox[abprs]-[A-Za-z0-9-]{20,}|AIza[A-Za-z0-9_-]{30,}|[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"
    r"|gsk_[A-Za-z0-9]{30,}|r8_[A-Za-z0-9]{30,}|glpat-[A-Za-z0-9_-]{18,}|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"
)
"""How keys of well-known services look."""
ADDRESS = re.compile(r"^[a-z][a-z0-9+]*://[^/\s:@{}]+:([^/\s@{}]+)@")
NAMES = re.compile(
    r"(?:^|_)(?:api_?key|secret|secret_?key|access_?key|private_?key|password|passwd|pwd|token|auth_?token|credentials?)$",
    re.IGNORECASE,
)
"""What variables and parameters are called that hold secrets."""
PLACEHOLDER = re.compile(
    r"your|example|placeholder|change.?me|xxx|\.\.\.|<|dummy|insert|replace|todo|enter|here|none|password$|secret$|token$|test$"
    r"|\*\*|…",
    re.IGNORECASE,
)
"""What stands where a secret should be put."""
SHORTEST = 6
LONG = 16
PRINTED = re.compile(r"^[!-z|~]*$")
"""A text without blanks and braces."""
VARIABLE = re.compile(r"^[A-Z][A-Z0-9_]+$")
"""The name of an environment variable."""
PLAIN_WORD = re.compile(r"^[A-Za-z ]+$")
HEADER = re.compile(r"^[A-Z][A-Z0-9_]+$|^[a-z_]+$|^X-[A-Za-z-]+$")
"""The name of an environment variable, a setting or a header."""


def findings(source: Source) -> Iterator[tuple[ast.AST, str, str]]:
    """Yield where a secret stands in a file."""
    docs = {id(text) for text in documentation(source.tree)}
    told: set[int] = set()
    for name, node in named(source.tree):
        if NAMES.search(name) and isinstance(node.value, str) and secret(name, node.value):
            told.add(id(node))
            yield node, "PC141", f"'{name}' is given a secret that stands in the source."
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | told:
            found = SHAPES.search(node.value)
            address = ADDRESS.search(node.value)
            if found is not None and not PLACEHOLDER.search(found[0]) and varied(found[0]):
                yield node, "PC141", "A key stands in the source."
            elif address is not None and not PLACEHOLDER.search(address[1]) and not address[1].startswith("$"):
                yield node, "PC141", "An address with a password stands in the source."


def named(tree: ast.AST) -> Iterator[tuple[str, ast.Constant]]:
    """Yield the texts of a file that something with a name is given."""
    for node in ast.walk(tree):
        pairs: list[tuple[str, ast.expr | None]] = []
        if isinstance(node, ast.Assign):
            pairs = [(name_of(one), node.value) for one in node.targets]
        elif isinstance(node, ast.AnnAssign):
            pairs = [(name_of(node.target), node.value)]
        elif isinstance(node, ast.Call):
            pairs = [(one.arg or "", one.value) for one in node.keywords]
        elif isinstance(node, ast.Dict):
            pairs = [(name_of(key), value) for key, value in zip(node.keys, node.values, strict=True)]
        elif isinstance(node, ast.arguments):
            names = [*node.posonlyargs, *node.args]
            pairs = [
                (a.arg, one) for a, one in zip(names[len(names) - len(node.defaults) :], node.defaults, strict=True)
            ]
        for name, value in pairs:
            if isinstance(value, ast.Constant):
                yield name, value


def name_of(node: ast.expr | None) -> str:
    """Return what a target or a key is called."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.Subscript):
        return name_of(node.slice)
    return getattr(node, "attr", None) or getattr(node, "id", "")


def secret(name: str, text: str) -> bool:
    """Whether a text that something secret is given is a secret, and neither a placeholder nor a word."""
    if len(text) < SHORTEST or PLACEHOLDER.search(text) or not PRINTED.match(text) or "://" in text:
        return False
    if name.lower().endswith("token") and "auth" not in name.lower():
        # To a language model a token is a word.
        return len(text) >= LONG and varied(text) and any(one.isdigit() for one in text)
    if name.isupper() and "_HEADER" not in name:
        return not VARIABLE.match(text)
    return not (PLAIN_WORD.match(text) or HEADER.match(text))


def varied(text: str) -> bool:
    """Whether a text has as many different characters as a random one."""
    counts = Counter(text).values()
    return -sum(one / len(text) * math.log2(one / len(text)) for one in counts) > 2.5


def documentation(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the texts that document modules, classes and functions."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            yield body[0].value
