"""The command line, one file a verb."""

from __future__ import annotations

import importlib
import os
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


INTERRUPTED = 130
"""The exit status of what Ctrl+C ended, as shells have it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = _run(given)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("portico: stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Who read it has enough, as in `portico info app.py | head`; Python must not try once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    from portico.lang.rehearsal import left_behind

    if left_behind():
        # What was asked for is done, and a program's own endless thread would keep the process for ever.
        sys.stderr.flush()
        os._exit(status)
    return status


def _run(given: list[str]) -> int:
    if given[:1] == ["help"] and given[1:2]:
        given = [given[1], "--help"]
    if given and given[0] in VERBS:
        return importlib.import_module(VERBS[given[0]][0]).main(given[1:])
    if given and given[0].partition(":")[0].endswith(".py"):
        return importlib.import_module(VERBS["dev"][0]).main(given)
    if given in (["--version"], ["-V"]):
        import portico

        print(f"portico {portico.__version__}")  # pyright: ignore[reportAttributeAccessIssue]
        return 0
    if given and given[0] not in ("-h", "--help", "help"):
        return _unknown(given[0])
    lines = [f"  portico {verb:<14} {purpose}" for verb, (_, purpose) in VERBS.items()]
    print("\n".join(["usage: portico <verb> [options]", "", *lines, "", *ENDS]))
    return 0


def _unknown(given: str) -> int:
    from portico.lang.signature import nearest

    what = "option" if given.startswith("-") else "verb"
    near = nearest(given, VERBS) if what == "verb" else " The verb comes first, as in `portico run app.py --port 9000`."
    print(f"portico: there is no {what} {given!r}.{near}\nThe verbs are {', '.join(VERBS)}; portico --help says more.",
          file=sys.stderr)  # fmt: skip
    return 2
