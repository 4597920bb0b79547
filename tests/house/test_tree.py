"""Rules of the house that hold for every file."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "src" / "portico"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "static" not in path.parts)
VIEWS = sorted((ROOT / "ui" / "src").rglob("*.svelte"))
BESIDE = sorted(
    path for folder in ("tests", "scripts", "benchmarks", "examples") for path in (ROOT / folder).rglob("*.py")
)
OTHERS = [path for path in [*BESIDE, *sorted((ROOT / "ui" / "src").rglob("*.ts"))] if "node_modules" not in path.parts]
FORBIDDEN = {"util", "utils", "helpers", "common", "base", "manager", "misc"}


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_something_to_check() -> None:
    assert len(MODULES) > 80
    assert len(VIEWS) > 20


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_a_module_is_one_noun_of_at_most_500_lines_with_a_docstring(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.stem not in FORBIDDEN
    assert text.count("\n") <= 500
    assert ast.get_docstring(ast.parse(text)), f"{place(path)} does not say what it is"


@pytest.mark.parametrize("path", OTHERS, ids=place)
def test_every_other_source_is_one_noun_of_at_most_500_lines(path: Path) -> None:
    assert path.name.partition(".")[0] not in FORBIDDEN
    assert path.read_text(encoding="utf-8").count("\n") <= 500


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_a_function_has_at_most_50_lines_of_code(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            assert length <= 50, f"{place(path)}: {node.name} has {length} lines"


@pytest.mark.parametrize("path", VIEWS, ids=place)
def test_a_view_has_at_most_300_lines(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 300


def test_imports_go_down_the_floors() -> None:
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_nothing_names_a_machine_or_a_workplace() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    pattern = re.compile(
        r"/work/(main|shared)|/tmp/(venv|brief|lead)|\b(claude|anthropic|openai assistant)\b", re.IGNORECASE
    )
    for name in filter(None, tracked):
        path = ROOT / name
        if path == Path(__file__) or not path.is_file() or path.suffix in {".png", ".wav", ".mp4", ".ico"}:
            continue
        match = pattern.search(path.read_text(encoding="utf-8", errors="ignore"))
        assert match is None, f"{name} mentions {match[0] if match else ''}"
