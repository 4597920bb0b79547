"""`portico info app.py`: an app's pages, components, listeners and endpoints, and what it exposes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from portico.cli.command import DONE, FAILED, failed, parser_of
from portico.cli.program import Loaded, Named, NotRun, loaded, named
from portico.cli.report import told as facts
from portico.cli.terminal import paint
from portico.errors import PorticoError

EXAMPLES = {
    "info app.py": "what the app is made of",
    "info app.py:other": "the app of another name",
    "info app.py --json": "the same, for machines",
}
STATUSES = {DONE: "it was told", FAILED: "the program cannot be run, or has no app"}


def main(arguments: Sequence[str]) -> int:
    """Print what an app is made of; 0, or 2 where it cannot be known."""
    parser = parser_of("info", "Say what an app is made of and what clients may call.", EXAMPLES, STATUSES)
    parser.add_argument("file", help="the program; add :name for an app that is not called demo")
    parser.add_argument("--json", action="store_true", help="print JSON, for machines")
    parser.add_argument("--as-gradio", action="store_true", help="let `import gradio` mean Portico")
    chosen = parser.parse_args(arguments)
    try:
        asked = named(chosen.file)
        report = told(asked, loaded(asked.file, chosen.as_gradio))
    except (NotRun, PorticoError) as error:
        return failed("info", error)
    print(json.dumps(report, indent=2, default=str) if chosen.json else "\n".join(lines(report)))
    return DONE


def told(asked: Named, program: Loaded) -> dict[str, Any]:
    """Return what there is to say of a program's app; raises NotRun where it has none of that name."""
    from portico.app.environment import Environment
    from portico.app.look import Look
    from portico.app.overview import overview
    from portico.app.settings import read_settings

    app = asked.choose(program.names, [*program.launches, *program.mounted], "info")
    launch = program.said_of(app)
    settings = read_settings(Environment(), Look(), **({} if launch is None else launch.given))
    return overview(app, settings)


def lines(report: dict[str, Any]) -> Iterator[str]:
    """Yield a report for people."""
    yield f"{paint('pages', 'bold')}:"
    for path, title in report["pages"].items():
        yield f"  {path} {title!r}"
    yield f"{paint('components', 'bold')}:"
    for one in report["components"]:
        named = "".join([f" {one['label']!r}" if one["label"] else "", f" #{one['elem_id']}" if one["elem_id"] else ""])
        yield f"  {one['number']:>3} {one['kind']}{named}"
    yield f"{paint('listeners', 'bold')}:"
    for one in report["listeners"]:
        yield f"  {one['number']:>3} {', '.join(one['triggers']) or 'clients'} → {paint(one['function'], 'cyan')}"
        yield f"      {', '.join(one['inputs']) or 'nothing'} → {', '.join(one['outputs']) or 'nothing'}"
        many = "any number" if one["at once"] is None else one["at once"]
        waits = f"queue group {one['queue group']}, {many} at once" if one["queue group"] else "not queued"
        yield f"      runs in {one['runs in']}; {waits}; {one['api'] or 'no endpoint'} ({one['visibility']})"
    yield f"{paint('api', 'bold')}:"
    for name, one in report["api"].items():
        yield f"  {paint(name, 'cyan')}({', '.join(one['takes'])}) → {', '.join(one['gives']) or 'None'}"
        if one["description"]:
            yield f"      {one['description']}"
    yield f"{paint('exposed', 'bold')}:"
    yield from facts(report["exposed"], "  ")
