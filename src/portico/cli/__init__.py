"""The command line, one file a verb."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

VERBS: dict[str, tuple[str, str]] = {
    "run": ("portico.cli.run", "serve the app in a Python file"),
    "dev": ("portico.cli.dev", "serve an app while you write it; also `portico app.py`"),
    "check": ("portico.cli.check", "find what makes visitors of an app meet"),
    "leaktest": ("portico.cli.leaktest", "use an app as many visitors at once, and tell who saw whose data"),
    "explain": ("portico.cli.explain", "say what the code of an error or of a finding means"),
    "doctor": ("portico.cli.doctor", "say whether this machine is fit, and what an app exposes"),
    "info": ("portico.cli.info", "say what an app is made of, and what clients may call"),
    "new": ("portico.cli.new", "begin an app, with its test and its Dockerfile"),
    "hash-password": ("portico.cli.hash_password", "turn a password into a line that may lie in a file"),
}
"""Verb → its module, which has `main(arguments) -> exit status`, and what it does."""

ENDS = (
    "example:",
    "  portico new hello && cd hello && portico run app.py",
    "",
    "exit status:",
    "  0  all is well",
    "  1  something was found, or a program failed",
    "  2  it could not be done, or was asked for wrongly",
    "",
    "portico <verb> --help says more, with examples.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in VERBS:
        return importlib.import_module(VERBS[given[0]][0]).main(given[1:])
    if given and given[0].partition(":")[0].endswith(".py"):
        return importlib.import_module(VERBS["dev"][0]).main(given)
    if given in (["--version"], ["-V"]):
        import portico

        print(f"portico {portico.__version__}")  # pyright: ignore[reportAttributeAccessIssue]
        return 0
    wanted = not given or given[0] in ("-h", "--help", "help")
    lines = [f"  portico {verb:<14} {purpose}" for verb, (_, purpose) in VERBS.items()]
    first = "usage: portico <verb> [options]" if wanted else f"portico: there is no verb {given[0]!r}"
    print("\n".join([first, "", *lines, "", *ENDS]), file=sys.stdout if wanted else sys.stderr)
    return 0 if wanted else 2
