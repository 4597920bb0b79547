"""`portico check app.py`: find what makes visitors of an app meet, and what its program gives away."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import sys
from collections.abc import Generator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from portico.cli.command import DONE, FAILED, FOUND, NO_APP, parser_of
from portico.cli.explain import explain
from portico.cli.program import split
from portico.cli.terminal import paint, progress
from portico.errors import pointer, spoken
from portico.lang.program import PROGRAM, Served, load

EXAMPLES = {
    "check app.py": "look through an app",
    "check app.py --profile production": "and for what a public app needs none of",
    "check --explain PC101": "say what a code means",
}
STATUSES = {DONE: "nothing was found", FOUND: "something was", FAILED: "the program cannot be run, or has no app"}


class NoApp(Exception):
    """The file makes no app, or not the one that was asked for."""


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
        print("portico check: name the program's file, as in `portico check app.py`", file=sys.stderr)
        return FAILED
    file, name = split(chosen.file)
    if not Path(file).is_file():
        print(f"portico check: there is no file {file!r}", file=sys.stderr)
        return FAILED
    if chosen.as_gradio:
        from portico.compat.gradio import install

        install()
    try:
        with progress(f"running {file}"):
            apps, modules = apps_of(file, name)
    except NoApp as error:
        print(f"portico check: {error}", file=sys.stderr)
        return FAILED
    return report(apps, modules, file, chosen.profile, chosen.json)


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


def apps_of(file: str, name: str) -> tuple[list[Any], list[dict[str, Any]]]:
    """Run a program up to where it would serve, and return its apps and its variables.

    Raises:
        NoApp: It could not be run, or has no app.
    """
    from portico.app.blocks import Blocks

    sys.path.insert(0, str(Path(file).resolve().parent))
    sys.argv = [file]
    with standing_still(Blocks) as launched, contextlib.redirect_stdout(sys.stderr):
        module = vars(run(file, PROGRAM))
        apps = [one for one in module.values() if isinstance(one, Blocks)]
        if not apps and not launched and not name:
            # It makes its app where Python starts it: under `if __name__ == "__main__":`.
            module = vars(run(file, "__main__"))
        apps = list({id(one): one for one in [*apps, *launched, *module.values()] if isinstance(one, Blocks)}.values())
    if name:
        apps = [module[name]] if isinstance(module.get(name), Blocks) else []
    if not apps:
        wanted = f"called {name!r}" if name else "in it"
        said = f"{file} has no gr.Blocks {wanted}; make one as a variable of the module, such as `demo`"
        raise NoApp(f"{said}\n{pointer(NO_APP)}")
    return apps, [module]


def run(file: str, name: str) -> ModuleType:
    """Run a file as a module of that name; raises NoApp with what it raised."""
    kept = sys.modules.get(name)
    try:
        return load(str(Path(file).resolve()), name)
    except (Exception, SystemExit) as error:
        hint = "; add --as-gradio" if getattr(error, "name", None) == "gradio" else ""
        raise NoApp(f"{file} could not be run: {type(error).__name__}: {spoken(error)}{hint}") from error
    finally:
        if kept is not None and name == "__main__":
            sys.modules[name] = kept


@contextlib.contextmanager
def standing_still(blocks: type[Any]) -> Generator[list[Any]]:
    """Let no app be served meanwhile: a program ends where it would begin to. Yield the apps that would be."""
    launch, wait, stopped = blocks.launch, blocks.block_thread, list[Any]()

    def stand_still(app: Any, *_: Any, prevent_thread_lock: bool = False, **__: Any) -> Any:
        stopped.append(app)
        if not prevent_thread_lock:
            raise Served
        return app.app, "", None

    def stop(_: Any) -> None:
        raise Served

    blocks.launch, blocks.block_thread = stand_still, stop
    try:
        yield stopped
    finally:
        blocks.launch, blocks.block_thread = launch, wait
