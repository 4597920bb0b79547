"""What the errors about missing libraries tell people to install is what the packaging offers."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
BASE = {"starlette", "uvicorn", "httptools", "websockets", "orjson", "msgspec", "python-multipart"}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~ ]", one, maxsplit=1)[0].lower() for one in requirements}


def advice() -> Iterator[tuple[str, str]]:
    """Every (library, extra) that the sources name side by side for a MissingExtra."""
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if "MissingExtra" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            pair: list[ast.expr] = []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "MissingExtra":
                pair = node.args[:2]
            elif isinstance(node, ast.IfExp) and isinstance(node.body, ast.Tuple):
                pair = node.body.elts
            said = [one.value for one in pair if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if len(said) == 2:
                yield said[0], said[1]


def test_the_base_is_small() -> None:
    assert names(PROJECT["dependencies"]) == BASE


@pytest.mark.parametrize(("library", "extra"), sorted(set(advice())))
def test_the_extra_that_an_error_names_installs_the_library(library: str, extra: str) -> None:
    extras = PROJECT["optional-dependencies"]
    assert extra in extras, f"pyproject.toml has no extra {extra!r}"
    assert library.lower() in names(extras[extra])


def test_all_holds_every_extra_for_users_but_the_heavy_one() -> None:
    extras = PROJECT["optional-dependencies"]
    listed = re.fullmatch(r"portico\[(.*)\]", extras["all"][0])
    assert listed is not None
    assert set(listed[1].split(",")) == set(extras) - {"all", "demo", "dev", "video"}


def test_the_example_needs_nothing_but_the_demo_extra() -> None:
    tree = ast.parse((ROOT / "examples" / "digits.py").read_text(encoding="utf-8"))
    modules = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    modules |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    published = {"sklearn": "scikit-learn", "PIL": "pillow"}
    tops = {module.split(".")[0] for module in modules} - sys.stdlib_module_names - {"portico"}
    demo = names(PROJECT["optional-dependencies"]["demo"])
    assert {published.get(top, top) for top in tops} <= demo | BASE
