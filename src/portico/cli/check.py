"""`portico check app.py`: find what makes visitors of an app meet, and what its program gives away."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from portico.cli.command import DONE, FAILED, FOUND, failed, parser_of
from portico.cli.explain import explain
from portico.cli.program import Loaded, Named, NotRun, loaded, named
from portico.cli.terminal import paint
from portico.lang.program import PROGRAM

EXAMPLES = {
    "check app.py": "look through an app",
    "check app.py --profile production": "and for what a public app needs none of",
    "check --explain PC101": "say what a code means",
}
STATUSES = {DONE: "nothing was found", FOUND: "something was", FAILED: "the program cannot be run, or has no app"}


def main(arguments: Sequence[str]) -> int:
    """Check a program; 0 when it is clean, 1 when something was found, 2 when it could not be run."""
    purpose = "Find what makes visitors of an app meet, and what its program gives away."
    parser = parser_of("check", purpose, EXAMPLES, STATUSES)
    parser.add_argument("file", nargs="?", help="the program; add :name for one app of several")
    parser.add_argument("--as-gradio", action="store_true", help="let `import gradio` mean Portico")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--profile", choices=["production"], help="look at what a public app needs none of as well")
    parser.add_argument("--explain", metavar="CODE", help="say what a code means, and end")
    chosen = parser.parse_args(arguments)
    if chosen.explain is not None:
        from portico.checks.codes import CODES

        return explain("check", chosen.explain, [CODES])
    if chosen.file is None:
        return failed("check", "name the program's file, as in `portico check app.py`")
    try:
        asked = named(chosen.file)
        apps, modules = apps_of(asked, chosen.as_gradio)
    except NotRun as error:
        return failed("check", error)
    return report(apps, modules, asked.file, chosen.profile, chosen.json)


def report(apps: list[Any], modules: list[dict[str, Any]], file: str, profile: str | None, as_json: bool) -> int:
    """Print what is wrong with some apps and return the exit status."""
    from portico.checks.checking import found_in
    from portico.checks.program import Program

    program = Program(apps, (str(Path(file).resolve()),))
    for module in modules:
        program.add(module)
    found = [dataclasses.replace(one, file=shown(one.file)) for one in found_in(program, profile)]
    if as_json:
        print(json.dumps({"file": file, "findings": [one.plain() for one in found]}, indent=2))
    else:
        for one in found:
            print(str(one).replace(one.code, paint(one.code, "red"), 1))
        said = "nothing found" if not found else f"{len(found)} found; `portico check --explain CODE` says more"
        print(f"{file}: {said}", file=sys.stderr)
    return FOUND if found else DONE


def shown(file: str) -> str:
    """Return a file as seen from here, where it is below."""
    path, here = Path(file), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else file


def apps_of(asked: Named, as_gradio: bool = False) -> tuple[list[Any], list[dict[str, Any]]]:
    """Run a program up to where it would serve, and return its apps and its variables.

    Args:
        asked: Which, and which of its apps; none: all of them.
        as_gradio: Whether `import gradio` means Portico.

    Raises:
        NotRun: It raised something, or has no app.
    """
    found = loaded(asked.file, as_gradio, PROGRAM)
    if not apps_in(found):
        # It makes its app where Python starts it: under `if __name__ == "__main__":`.
        found = loaded(asked.file, as_gradio)
    apps = [] if asked.app else apps_in(found)
    return apps or [asked.choose(found.names, found.launches, "check")], [found.names]


def apps_in(program: Loaded) -> list[Any]:
    """Return the apps that a program holds in variables, launches or mounts, each once."""
    from portico.app.blocks import Blocks

    there = [*program.names.values(), *(one.app for one in [*program.launches, *program.mounted])]
    return list({id(one): one for one in there if isinstance(one, Blocks)}.values())
