"""`portico run app.py`: serve the app that a Python file makes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from portico.app.profile import PROFILES
from portico.cli.command import DONE, FAILED, FOUND, NO_APP, parser_of
from portico.cli.program import split
from portico.errors import PorticoError, pointer, spoken
from portico.lang.program import PROGRAM, load

EXAMPLES = {
    "run app.py": "serve the app called demo",
    "run app.py:other --port 9000": "serve another, on a port of your own",
    "run app.py --profile production": "refuse what strangers must not meet",
}
STATUSES = {DONE: "it was stopped", FOUND: "the program failed", FAILED: "there is no app, or it cannot be served"}


def main(arguments: Sequence[str]) -> int:
    """Serve until stopped; 0 when it was, 2 when the file has no app."""
    parser = parser_of("run", "Serve the app that a Python file makes, until Ctrl+C.", EXAMPLES, STATUSES)
    parser.add_argument("file", help="the program; add :name for an app that is not called demo")
    parser.add_argument("--as-gradio", action="store_true", help="let `import gradio` mean Portico")
    parser.add_argument("--host", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="the port (default: the first free one from 7860)")
    parser.add_argument("--profile", choices=list(PROFILES), help="what the app is started for (default: local)")
    chosen = parser.parse_args(arguments)
    file, name = split(chosen.file)
    if not Path(file).is_file():
        print(f"portico run: there is no file {file!r}", file=sys.stderr)
        return FAILED
    if chosen.as_gradio:
        from portico.compat.gradio import install

        install()
    if chosen.profile:
        # A program may launch by itself, and its own `profile=` wins.
        os.environ["PORTICO_PROFILE"] = chosen.profile
    sys.path.insert(0, str(Path(file).resolve().parent))
    sys.argv = [file]
    app = find_app(vars(load(file, PROGRAM)), name)
    if app is None:
        wanted = name or "demo"
        print(f"portico run: {file} has no gr.Blocks called {wanted!r}; add ':name' for another name", file=sys.stderr)
        print(pointer(NO_APP), file=sys.stderr)
        return FAILED
    if not app.launches:  # a program without `if __name__ == "__main__":` has served, and was stopped, already
        try:
            app.launch(server_name=chosen.host, server_port=chosen.port)
        except (PorticoError, OSError) as error:
            # What is wrong is in the message; where in Portico it was noticed helps nobody.
            print(f"portico run: {spoken(error)}", file=sys.stderr)
            return FAILED
    return DONE


def find_app(names: dict[str, Any], wanted: str) -> Any:
    """Return the app of a program: the one of that name, else `demo`, else the only one there is."""
    from portico.app.blocks import Blocks

    if wanted:
        return names.get(wanted)
    if isinstance(names.get("demo"), Blocks):
        return names["demo"]
    apps = [value for value in names.values() if isinstance(value, Blocks)]
    return apps[0] if len(apps) == 1 else None
