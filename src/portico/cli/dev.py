"""`portico dev app.py`: serve an app while it is written; each save changes the open pages."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from portico.app.profile import is_loopback
from portico.cli.command import DONE, FAILED, failed, parser_of, port
from portico.cli.program import NotRun, named, why_not
from portico.errors import PorticoError, pointer

if TYPE_CHECKING:
    from portico.app.settings import Settings
    from portico.reload.developing import Developing

EXAMPLES = {
    "dev app.py": "serve an app, and follow each save",
    "dev app.py --demo other --watch prompts": "another app, more files",
}
STATUSES = {DONE: "it was stopped", FAILED: "there is no app, or it may not be served so"}
NOT_ALONE = "PE601"
"""What it is called in the table of mistakes that others could reach the app."""
DESCRIPTION = (
    "Serve an app on this machine while you write it. A save runs what changed, and the open pages follow: what was "
    "typed, what visitors have in State, and resources stay. Anywhere else, use `portico run`, which never reloads. "
    "`portico app.py` is short for `portico dev app.py`."
)


def main(arguments: Sequence[str]) -> int:
    """Serve until stopped; 0 when it was, 2 when the program has no app or may not be served so."""
    chosen = _parser().parse_args(arguments)
    try:
        asked = named(chosen.file)
    except NotRun as error:
        return failed("dev", error)
    missing = [path for path in chosen.watch if not Path(path).exists()]
    if missing:
        return failed("dev", f"--watch names {missing[0]!r}, which is not there")
    refused = refusal(chosen)
    if refused:
        return failed("dev", refused)
    if chosen.as_gradio:
        from portico.compat.gradio import install

        install()
    return _serve(chosen, Path(asked.file), chosen.demo or asked.app)


def _serve(chosen: argparse.Namespace, file: Path, demo: str) -> int:
    from portico.reload.developing import Developing
    from portico.reload.program import Broken, Program

    program = Program(file, demo, [Path(path) for path in chosen.watch])
    sys.path.insert(0, str(program.home))
    if file.resolve().parent != program.home:
        sys.path.insert(1, str(file.resolve().parent))
    sys.argv = [str(file)]

    def override(settings: Settings) -> None:
        settings.host = chosen.host or settings.host
        settings.port = settings.port if chosen.port is None else chosen.port

    with program:
        try:
            developing = Developing(program, say, override)
            developing.start()
        except Broken as broken:
            return failed("dev", why_not(str(file), broken.error, program))
        except (PorticoError, OSError) as error:
            return failed("dev", error)
        _follow(developing)
    return DONE


def _follow(developing: Developing) -> None:
    """Reload after each save, until Ctrl+C."""
    from portico.reload.watching import make

    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    watch, stop = make(), threading.Event()
    say(f"* Reloads when you save, {watch.how}. Ctrl+C ends it.")
    try:
        developing.follow(watch, stop)
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        watch.close()
        developing.stop()


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)


def refusal(chosen: argparse.Namespace) -> str:
    """Return why an app may not be served so; empty where it may."""
    why = ""
    if chosen.share:
        why = "--share shows the app to everybody"
    elif chosen.workers not in (None, 1):
        why = f"--workers {chosen.workers} starts several processes, and one alone can be reloaded"
    elif chosen.profile not in (None, "dev"):
        why = f"--profile {chosen.profile} is not for writing an app"
    elif chosen.host is not None and not is_loopback(chosen.host):
        why = f"--host {chosen.host} lets other machines reach it"
    if not why:
        return ""
    said = f"it runs what you save, and shows your source where it breaks, to you alone; {why}. Use `portico run`"
    return f"{said}\n{pointer(NOT_ALONE)}"


def _parser() -> argparse.ArgumentParser:
    parser = parser_of("dev", DESCRIPTION, EXAMPLES, STATUSES)
    parser.add_argument("file", help="the program; add :name for an app that is not called demo")
    parser.add_argument("--demo", metavar="NAME", help="the variable that holds the app")
    parser.add_argument("--watch", nargs="+", default=[], metavar="PATH", help="further folders and files to watch")
    parser.add_argument("--as-gradio", action="store_true", help="let `import gradio` mean Portico")
    parser.add_argument("--host", help="the address to listen on, one of this machine's own (default: 127.0.0.1)")
    parser.add_argument("--port", type=port, help="the port (default: the first free one from 7860)")
    for name, kind in (("--workers", int), ("--profile", str)):
        parser.add_argument(name, type=kind, help=argparse.SUPPRESS)  # known, so that it can say why not
    parser.add_argument("--share", action="store_true", help=argparse.SUPPRESS)
    return parser
