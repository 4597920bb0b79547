"""`portico doctor app.py`: whether this machine is fit for an app, what the app would expose if it ran, and what of it
nobody exposes on purpose."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from portico.cli.command import DONE, FAILED, FOUND, failed, parser_of
from portico.cli.program import NotRun, loaded, named
from portico.cli.report import told
from portico.cli.terminal import paint, progress
from portico.errors import PorticoError

EXAMPLES = {
    "doctor": "look at this machine",
    "doctor app.py": "and at what an app would expose",
    "doctor app.py --json": "the same, for machines",
}
STATUSES = {DONE: "nothing is wrong", FOUND: "something is", FAILED: "the program cannot be run, or has no app"}


def main(arguments: Sequence[str]) -> int:
    """Print what a program exposes; 0 where nothing is wrong, 1 where something is, 2 where it cannot be run."""
    parser = parser_of(
        "doctor", "Say whether this machine is fit, and what an app exposes, without serving it.", EXAMPLES, STATUSES
    )
    parser.add_argument("file", nargs="?", help="the program; left out: this machine only")
    parser.add_argument("--json", action="store_true", help="print JSON, for machines")
    parser.add_argument("--as-gradio", action="store_true", help="let `import gradio` mean Portico")
    chosen = parser.parse_args(arguments)
    try:
        report = examined(chosen.file, chosen.as_gradio)
    except (NotRun, PorticoError) as error:
        return failed("doctor", error)
    print(json.dumps(report, indent=2) if chosen.json else as_text(report))
    return FOUND if report["findings"] else DONE


def examined(file: str | None, as_gradio: bool) -> dict[str, Any]:
    """Return what there is to say of this machine, and of what an app exposes when its program launches it.

    A program that launches nothing is served by `portico run`, without arguments. Raises NotRun.
    """
    from portico.app import exposure, machine
    from portico.app.environment import Environment
    from portico.app.look import Look
    from portico.app.queue_options import QueueOptions
    from portico.app.settings import read_settings

    given, queue = dict[str, Any](), QueueOptions()
    if file is not None:
        asked = named(file)
        program = loaded(asked.file, as_gradio)
        app = asked.choose(program.names, [*program.launches, *program.mounted], "doctor")
        launch = program.said_of(app)
        given, queue = ({}, app.queueing) if launch is None else (launch.given, launch.queue)
    settings = read_settings(Environment(), Look(), **given)
    with progress("looking"):
        report: dict[str, Any] = {"machine": machine.machine(settings)}
        findings = machine.trouble(settings)
        if file is not None:
            report["facts"] = exposure.facts(settings, queue)
            findings += exposure.findings(settings)
    return {**report, "findings": exposure.as_data(findings)}


def as_text(report: dict[str, Any]) -> str:
    """Return a report for people: the facts, then a line for each finding."""
    lines = list(told({**report["machine"], **report.get("facts", {})}, painted=True))
    found = [f"{paint(one['code'], 'red')} {one['path']}: {one['message']}" for one in report["findings"]]
    well = "Nothing is exposed that should not be." if "facts" in report else "Nothing is wrong."
    return "\n".join([*lines, "", *(found or [paint(well, "green")])])
