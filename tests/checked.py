"""Programs that `portico check` reads, of one file or of a folder with several."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portico.checks.checking import found_in
from portico.checks.finding import Finding
from portico.checks.program import Program
from portico.cli.check import apps_of
from portico.cli.program import Named


def named(file: Path) -> str:
    """What a program is called: a file, or a folder with several."""
    return file.parent.name if file.stem == "app" else file.stem


def findings(file: Path) -> list[Finding]:
    """What is found in a program, for production; that it has handlers is made sure of."""
    with alone(file.parent):
        apps, modules = apps_of(Named(str(file), ""))
        program = Program(apps, (str(file),))
        for module in modules:
            program.add(module)
        assert program.handlers or file.stem == "components"
        return found_in(program, "production")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let a program import the modules beside it, of which other programs have others of that name."""
    paths, modules = list(sys.path), set(sys.modules)
    try:
        yield
    finally:
        sys.path[:] = paths
        for name in set(sys.modules) - modules:
            if str(folder) in (getattr(sys.modules[name], "__file__", None) or ""):
                del sys.modules[name]
