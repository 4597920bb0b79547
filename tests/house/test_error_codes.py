"""Each error that tells a developer of a mistake is raised with a code of the table, and each code is raised."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portico import errors
from portico.errors import PorticoError
from portico.mistakes.table import CODES

PACKAGE = Path(__file__).parents[2] / "src" / "portico"
PLAIN = {
    "ArithmeticError", "AttributeError", "Exception", "FileNotFoundError", "ImportError", "IndexError", "KeyError",
    "LookupError", "ModuleNotFoundError", "NotImplementedError", "OSError", "RuntimeError", "TypeError", "ValueError",
}  # fmt: skip
"""Python's own, which say nothing of a code."""
KINDS = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, PorticoError)}
ON_DEVELOPERS = {
    name
    for name, kind in KINDS.items()
    if issubclass(kind, (errors.BuildError, errors.ResultError, errors.MissingExtra, errors.WorkerDied))
}
"""The kinds that are about a developer's mistake; the others are about visitors, or about Portico itself."""
ELSEWHERE = {
    "stores/registry.py": "no program names a store yet",
    "engine/executors/registry.py": "no program names an executor: `run=` is checked before",
}
"""Files whose errors a developer cannot make, and why."""
OTHERS = {
    "app/environment.py": "KeyError: Portico asks for a setting that it did not list",
    "app/launch.py": "RuntimeError: its cause says what is wrong, with its code",
    "call/request.py": "KeyError: what a mapping raises",
    "compat/gradio.py": "AttributeError: what Python asks every module, such as `__path__`",
    "engine/executors/worker.py": "RuntimeError: what a call has not in a worker process, which Portico's code asks",
    "engine/runner.py": "RuntimeError: what a function raised that ends generators",
    "interfaces/example_cache.py": "KeyError: there is no session",
    "lang/aio.py": "RuntimeError: stands for what an event loop cannot carry",
    "lang/password.py": "ValueError: `app/door.py` says whose password it is",
    "lang/retold.py": "RuntimeError: stands for another in a log",
    "leaktest": "what a simulated visitor meets",
    "server": "what clients and servers send, and routes of Portico's own",
    "stores/memory/sessions.py": "KeyError: the protocol of stores",
    "testing": "what a test does that nobody can; the conformance suite's abstract methods",
    "wire": "what was sent",
}
"""Where Python's own errors are raised, and why they are about no mistake of a developer's."""


@dataclass(frozen=True)
class Made:
    """One error that some code makes."""

    file: str
    line: int
    kind: str
    code: str


def made() -> Iterator[Made]:
    """Every error that Portico's code makes, raised at once or returned to whoever raises it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            kind, given = "", list[ast.keyword]()
            if isinstance(node, ast.Call):
                kind, given = name_of(node.func), node.keywords
            elif isinstance(node, ast.Raise) and node.exc is not None:
                kind = name_of(node.exc)  # without brackets
            if kind in {*KINDS, *PLAIN}:
                codes = [one.value.value for one in given if one.arg == "code" and isinstance(one.value, ast.Constant)]
                yield Made(path.relative_to(PACKAGE).as_posix(), node.lineno, kind, str(codes[0]) if codes else "")


def name_of(found: ast.expr) -> str:
    """The name of a class, as `BuildError` or as `errors.BuildError`."""
    return found.id if isinstance(found, ast.Name) else found.attr if isinstance(found, ast.Attribute) else ""


def test_every_error_about_a_mistake_names_its_code() -> None:
    for one in made():
        if one.kind in ON_DEVELOPERS and one.file not in ELSEWHERE:
            code = one.code or KINDS[one.kind].code
            assert code in CODES, f"{one.file}:{one.line}: {one.kind} needs the code of a mistake (portico/mistakes)"


def test_nothing_else_is_raised_for_a_mistake() -> None:
    seen: set[str] = set()
    for one in made():
        if one.kind in PLAIN:
            place = next((place for place in OTHERS if one.file == place or one.file.startswith(f"{place}/")), None)
            assert place, f"{one.file}:{one.line}: raise BuildError or one of its kinds, with a code, not {one.kind}"
            seen.add(place)
    assert seen == set(OTHERS), "what is listed is there"


def test_every_code_is_raised() -> None:
    raised = {one.code or KINDS[one.kind].code for one in made() if one.kind in ON_DEVELOPERS}
    assert set(CODES) == raised - {""}


def test_every_kind_with_a_code_of_its_own_is_about_a_developer_s_mistake() -> None:
    assert {name for name, kind in KINDS.items() if kind.code} <= ON_DEVELOPERS
