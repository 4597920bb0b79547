"""`portico doctor app.py`: what the app would expose if it ran, and what of it nobody exposes on purpose."""

from __future__ import annotations

import argparse
import contextlib
import inspect
import json
import sys
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from portico.lang.program import Served, load


def main(arguments: Sequence[str]) -> int:
    """Print what a program exposes; 0 where nothing is wrong, 1 where something is, 2 where it cannot be run."""
    parser = argparse.ArgumentParser(prog="portico doctor", description="Say what an app exposes, without serving it.")
    parser.add_argument("file", help="the program")
    parser.add_argument("--json", action="store_true", help="print JSON, for machines")
    parser.add_argument("--as-gradio", action="store_true", help="let `import gradio` mean Portico")
    chosen = parser.parse_args(arguments)
    if not Path(chosen.file).is_file():
        return _failed(f"there is no file {chosen.file!r}")
    if chosen.as_gradio:
        from portico.compat.gradio import install

        install()
    try:
        given, queue = launched_with(chosen.file)
        report = examined(given, queue)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a program may raise anything
        return _failed(f"{chosen.file} could not be run: {type(error).__name__}: {error}")
    print(json.dumps(report, indent=2) if chosen.json else as_text(report))
    return 1 if report["findings"] else 0


def examined(given: dict[str, Any], queue: Any) -> dict[str, Any]:
    """Return what an app exposes when it is launched with these arguments."""
    from portico.app import exposure
    from portico.app.environment import Environment
    from portico.app.settings import Look, read_settings

    settings = read_settings(Environment(), Look(), **given)
    return {"facts": exposure.facts(settings, queue), "findings": exposure.as_data(exposure.findings(settings))}


def launched_with(file: str) -> tuple[dict[str, Any], Any]:
    """Run a program up to where it serves, and return the arguments of its first launch and how its calls wait.

    A program that launches nothing is served by `portico run`, without arguments.
    """
    from portico.app.settings import QueueOptions

    sys.path.insert(0, str(Path(file).resolve().parent))
    sys.argv = [file]
    before = sys.modules.get("__main__")
    try:
        with standing_still() as launches, contextlib.redirect_stdout(sys.stderr):
            load(str(Path(file).resolve()), "__main__")
    finally:
        if before is not None:
            sys.modules["__main__"] = before
    return launches[0] if launches else ({}, QueueOptions())


@contextlib.contextmanager
def standing_still() -> Generator[list[tuple[dict[str, Any], Any]]]:
    """Let no app be served meanwhile: a program ends where it would begin to."""
    from portico.app.blocks import Blocks

    blocks: type[Any] = Blocks
    launch, launches = blocks.launch, list[tuple[dict[str, Any], Any]]()
    signature = inspect.signature(launch)

    def stand_still(app: Blocks, *args: Any, **named: Any) -> Any:
        given = signature.bind(app, *args, **named).arguments
        given.pop("self")
        launches.append((dict(given), app.queueing))
        raise Served

    blocks.launch = stand_still
    try:
        yield launches
    finally:
        blocks.launch = launch


def as_text(report: dict[str, Any]) -> str:
    """Return a report for people: the facts, then a line for each finding."""
    lines: list[str] = []
    for name, value in report["facts"].items():
        several = [f"{key}: {one}" for key, one in value.items()] if isinstance(value, dict) else value
        if isinstance(several, list):
            lines += [f"{name}:", *(f"  {one}" for one in several or ["none"])]
        else:
            lines.append(f"{name}: {several}")
    found = [f"{one['code']} {one['path']}: {one['message']}" for one in report["findings"]]
    return "\n".join([*lines, "", *(found or ["Nothing is exposed that should not be."])])


def _failed(why: str) -> int:
    print(f"portico doctor: {why}", file=sys.stderr)
    return 2
