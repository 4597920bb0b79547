"""Write docs/security.md: every requirement, and the tests that show it.

    python scripts/gen_security.py [--check]

The requirements stand in docs/requirements.json: level (M must, S should), text, and, where one is not met, why not.
The tests are found by their mark, `@pytest.mark.requirement("R7")`, without running them. A must that no test shows and
that has no reason is listed as what it is: not shown yet. `--check` exits with 1 where the page is stale.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "security.md"
REMARKS = ROOT / "docs" / "security-remarks.md"
REQUIREMENTS = ROOT / "docs" / "requirements.json"
NOT_YET = "**not shown yet**"
LEVELS = {"M": "must", "S": "should"}


class Requirement(NamedTuple):
    """One row of the file."""

    level: str
    text: str
    absent: str = ""


class Shown(NamedTuple):
    """A test that shows a requirement."""

    file: str
    line: int
    name: str


def requirements() -> dict[str, dict[str, Requirement]]:
    """The requirements by section and number."""
    told: dict[str, dict[str, list[str]]] = json.loads(REQUIREMENTS.read_text(encoding="utf-8"))
    return {section: {key: Requirement(*row) for key, row in rows.items()} for section, rows in told.items()}


def marks(decorators: list[ast.expr]) -> Iterator[str]:
    """The numbers in `pytest.mark.requirement(…)`."""
    for decorator in decorators:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.requirement":
            for number in decorator.args:
                yield ast.literal_eval(number)


def of_module(tree: ast.Module) -> list[ast.expr]:
    """What `pytestmark` gives every test of a module."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == "pytestmark" for target in node.targets):
            return list(node.value.elts) if isinstance(node.value, (ast.List, ast.Tuple)) else [node.value]
    return []


def shown() -> dict[str, list[Shown]]:
    """The tests of each requirement."""
    found: dict[str, list[Shown]] = {}
    for path in sorted((ROOT / "tests").rglob("test*.py")):
        if "node_modules" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        whole = set(marks(of_module(tree)))
        file = path.relative_to(ROOT).as_posix()
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_"):
                for number in whole | set(marks(node.decorator_list)):
                    found.setdefault(number, []).append(Shown(file, node.lineno, node.name))
    return found


def number(key: str) -> int:
    """The number of a requirement, for sorting."""
    return int(key[1:])


def evidence(requirement: Requirement, tests: list[Shown]) -> str:
    """The last cell of a row."""
    parts: list[str] = []
    if tests:
        parts.append(f"{len(tests)} test{'s' * (len(tests) > 1)}")
    if requirement.absent:
        parts.append(requirement.absent)
    return ". ".join(parts) if parts else NOT_YET


def table(known: dict[str, dict[str, Requirement]], tests: dict[str, list[Shown]]) -> Iterator[str]:
    """The requirements, section by section."""
    for section, rows in known.items():
        yield f"\n### {section}\n\n| | | Requirement | Shown by |\n|---|---|---|---|\n"
        for key, requirement in rows.items():
            cell = evidence(requirement, tests.get(key, []))
            link = f"[{key}](#{key.lower()}-tests)" if key in tests else key
            yield f"| {link} | {requirement.level} | {requirement.text} | {cell} |\n"


def listed(tests: dict[str, list[Shown]]) -> Iterator[str]:
    """The tests, requirement by requirement; their names are sentences."""
    for key in sorted(tests, key=number):
        yield f'\n<h3 id="{key.lower()}-tests">{key}</h3>\n\n'
        files: dict[str, list[str]] = {}
        for one in tests[key]:
            files.setdefault(one.file, []).append(one.name.removeprefix("test_").replace("_", " "))
        for file, names in files.items():
            yield f"- [{file.removeprefix('tests/')}](../{file}): {'; '.join(names)}\n"


def summary(known: dict[str, dict[str, Requirement]], tests: dict[str, list[Shown]]) -> str:
    """How many are shown, in one sentence each."""
    rows = {key: row for section in known.values() for key, row in section.items()}
    said: list[str] = []
    for level, word in LEVELS.items():
        keys = [key for key, row in rows.items() if row.level == level]
        met = [key for key in keys if key in tests and not rows[key].absent]
        reasoned = [key for key in keys if rows[key].absent]
        open_ones = [key for key in keys if key not in tests and not rows[key].absent]
        text = f"Of {len(keys)} requirements that {word} hold, {len(met)} are shown by tests"
        text += f", {len(reasoned)} have a reason why not" if reasoned else ""
        text += f", and {len(open_ones)} are not shown yet: {', '.join(open_ones)}" if open_ones else ""
        said.append(text + ".")
    return "\n".join(said)


def page() -> str:
    """The whole page."""
    known, tests = requirements(), shown()
    unknown = sorted(set(tests) - {key for rows in known.values() for key in rows})
    if unknown:
        raise SystemExit(f"Tests are marked with requirements that docs/requirements.json has not: {unknown}")
    return (
        "# Security\n\n"
        "<!-- Written by scripts/gen_security.py; what stands before the tables is docs/security-remarks.md. -->\n\n"
        f"{REMARKS.read_text(encoding='utf-8').strip()}\n\n"
        "## Requirements\n\n"
        "M is a must, S a should. A test counts where it carries the requirement's number. How good it is, it says.\n\n"
        f"{summary(known, tests)}\n{''.join(table(known, tests))}\n"
        f"## The tests\n{''.join(listed(tests))}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 where the page is stale")
    written = page()
    if parser.parse_args().check:
        if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != written:
            print("docs/security.md is stale: run `python scripts/gen_security.py` (or `make gen`).", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(written, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
