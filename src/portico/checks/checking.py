"""check: everything that is wrong with a page's program."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any, Literal

from portico.checks import caches, files, launching, powers, secrets, sharing, states, words
from portico.checks.facts import Fact
from portico.checks.finding import Finding
from portico.checks.program import Program
from portico.checks.reading import Reading
from portico.checks.source import Source
from portico.errors import BuildError
from portico.graph.graph import Graph

Profile = Literal["production"]
RULES: tuple[Callable[[Fact], Iterator[tuple[str, str]]], ...] = (
    sharing.rule,
    caches.rule,
    states.rule,
    files.rule,
    words.rule,
    powers.rule,
)
"""What is asked of everything that a handler does."""


def check(demo: Any, *, profile: Profile | None = None) -> list[Finding]:
    """Find what makes visitors of an app meet, and what its program gives away: `assert gr.check(demo) == []`.

    The program is read, from each function that visitors call to all that it calls in turn; nothing of it is run.
    docs/checks.md explains each code. `gr.shared(…)` where a value is made says that it is shared on purpose, and
    `# portico: ignore[PC101]` on a line wants no such finding there.

    Args:
        demo: The app.
        profile: "production" looks at what a public app needs none of as well, such as `share=True`. Default: None.

    Returns:
        What was found, in the order of files and lines.

    Raises:
        BuildError: `demo` is no app, or there is no such profile.
    """
    if not isinstance(demo, Graph):
        raise BuildError(f"check looks at a gr.Blocks, not at {type(demo).__name__} {demo!r}.", code="PE105")
    return found_in(Program([demo]), profile)


def found_in(program: Program, profile: str | None = None) -> list[Finding]:
    """Return what is wrong with a program, in the order of files and lines.

    Raises:
        BuildError: There is no such profile.
    """
    if profile not in (None, "production"):
        raise BuildError(f"check: profile is 'production' or None, not {profile!r}.", code="PE104")
    found: dict[tuple[str, int, str], Finding] = {}
    for source, node, code, text in everything(program, profile):
        line: int = getattr(node, "lineno", 1)
        if not source.ignores(line, code, last_line(node)):
            found.setdefault((source.file, line, code), Finding(source.file, line, code, text))
    return sorted(found.values())


def everything(program: Program, profile: str | None) -> Iterator[tuple[Source, ast.AST, str, str]]:
    """Yield all that the rules find."""
    for handler in program.handlers:
        for fact in Reading(program, handler).follow():
            for rule in RULES:
                for code, text in rule(fact):
                    yield fact.source, fact.node, code, text
    yield from states.places(program)
    for source in program.sources:
        for node, code, text in secrets.findings(source):
            yield source, node, code, text
        module = next((one for one in program.modules if program.module_of(one) is source), {})
        for node, code, text in launching.findings(source, module, profile == "production"):
            yield source, node, code, text


def last_line(node: ast.AST) -> int | None:
    """Return the last line on which a comment belongs to a statement; a compound one ends where its body begins."""
    body = getattr(node, "body", None)
    if isinstance(body, list) and body:
        return max(getattr(node, "lineno", 1), body[0].lineno - 1)
    return getattr(node, "end_lineno", None)
