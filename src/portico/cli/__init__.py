"""The command line, one file a verb."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

VERBS: dict[str, tuple[str, str]] = {
    "run": ("portico.cli.run", "serve the app in a Python file"),
    "check": ("portico.cli.check", "find what makes visitors of an app meet"),
    "leaktest": ("portico.cli.leaktest", "use an app as many visitors at once, and tell who saw whose data"),
    "doctor": ("portico.cli.doctor", "say what the app in a Python file exposes"),
    "hash-password": ("portico.cli.hash_password", "turn a password into a line that may lie in a file"),
}
"""Verb → its module, which has `main(arguments) -> exit status`, and what it does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in VERBS:
        return importlib.import_module(VERBS[given[0]][0]).main(given[1:])
    if given in (["--version"], ["-V"]):
        import portico

        print(f"portico {portico.__version__}")  # pyright: ignore[reportAttributeAccessIssue]
        return 0
    lines = [f"  portico {verb:<14} {purpose}" for verb, (_, purpose) in VERBS.items()]
    print("\n".join(["usage: portico <verb> [options]", "", *lines, "", "portico <verb> --help says more."]))
    return 0 if not given or given[0] in ("-h", "--help", "help") else 2
