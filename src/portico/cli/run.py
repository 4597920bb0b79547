"""`portico run app.py`: serve the app that a Python file makes."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator, Sequence
from pathlib import Path
from traceback import StackSummary, TracebackException
from typing import Any

from portico.app.profile import PROFILES
from portico.cli.command import DONE, FAILED, FOUND, failed, parser_of, port
from portico.cli.program import Named, NotRun, begin, gradio_hint, named
from portico.errors import PorticoError
from portico.lang.program import PROGRAM, script
from portico.lang.rehearsal import Performance

EXAMPLES = {
    "run app.py": "serve the app called demo",
    "run app.py:other --port 9000": "serve another, on a port of your own",
    "run app.py --profile production": "refuse what strangers must not meet",
}
PORTICO = Path(__file__).resolve().parents[1]
STATUSES = {DONE: "it was stopped", FOUND: "the program failed", FAILED: "there is no app, or it cannot be served"}


def main(arguments: Sequence[str]) -> int:
    """Serve until stopped; 0 when it was, 2 when the file has no app."""
    parser = parser_of("run", "Serve the app that a Python file makes, until Ctrl+C.", EXAMPLES, STATUSES)
    parser.add_argument("file", help="the program; add :name for an app that is not called demo")
    parser.add_argument("--as-gradio", action="store_true", help="let `import gradio` mean Portico")
    parser.add_argument("--host", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=port, help="the port (default: the first free one from 7860)")
    parser.add_argument("--profile", choices=list(PROFILES), help="what the app is started for (default: local)")
    chosen = parser.parse_args(arguments)
    # A program may launch by itself, and what it gives `launch` wins.
    given = {"PROFILE": chosen.profile, "SERVER_NAME": chosen.host, "SERVER_PORT": chosen.port}
    os.environ.update({f"PORTICO_{name}": str(value) for name, value in given.items() if value not in (None, "")})
    try:
        asked = named(chosen.file)
        begin(asked.file, chosen.as_gradio)
        app = played(asked)
        if app is not None:
            heard(asked.file)
            app.launch()
    except (NotRun, PorticoError, OSError) as error:
        # What is wrong is in the message; where in Portico it was noticed helps nobody.
        return failed("run", error)
    except Ended as ended:
        return ended.status
    return DONE


def heard(file: str) -> None:
    """Say what the program's own launch is told and this one is not; raises NotRun where that keeps people out."""
    from portico.cli.guarded import KEEPS_OUT, unheard

    names = unheard(Path(file).read_text(encoding="utf-8", errors="replace"))
    if not names:
        return
    said = f'{file} gives {", ".join(names)} to a launch under `if __name__ == "__main__":`, which is not run here'
    if set(names) & set(KEEPS_OUT):
        raise NotRun(f"{said}, so anybody would be let in; write that launch without the `if`")
    print(f"portico run: {said}; write that launch without the `if` where they are to hold", file=sys.stderr)


class Ended(Exception):
    """The program failed, or ended itself.

    Args:
        status: How.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def played(asked: Named) -> Any:
    """Run a program; return the app that is still to be served, or None where it served and was stopped.

    Raises:
        NotRun: It has no such app.
        Ended: It raised something, which was shown.
    """
    from portico.app.choice import apps_in

    for name in (PROGRAM, "__main__"):
        stage = Performance()
        with shown(asked.file):
            names = vars(stage.run(script(os.path.realpath(asked.file), name)))
        if stage.launches or stage.server:
            wait(stage)
            return None
        # Where there is none yet, it makes its app under `if __name__ == "__main__":`.
        if apps_in(names):
            break
    return asked.choose(names, [], "run")


def wait(stage: Performance) -> None:
    """Wait for what a program that has come to its end still serves."""
    try:
        stage.join()
        for one in stage.launches:
            one.app.block_thread()
    except KeyboardInterrupt:
        for one in stage.launches:
            one.app.close()


@contextlib.contextmanager
def shown(file: str) -> Generator[None]:
    """Run a program in this block; raises Ended where it raised something, which is shown as Python shows it."""
    try:
        yield
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
        raise Ended(ended.code if isinstance(ended.code, int) else int(ended.code is not None)) from ended
    except Exception as error:
        if isinstance(error, OSError) and error.filename == os.path.realpath(file):
            raise NotRun(f"{file} cannot be read: {error.strerror}") from error
        print("".join(without_portico(error).format()).rstrip() + gradio_hint(error), file=sys.stderr)
        raise Ended(FOUND) from error


def without_portico(error: Exception) -> TracebackException:
    """Return a trace that begins in the program, and leaves Portico out where its message says all there is to say."""
    told = TracebackException.from_exception(error)
    frames = [(frame, Path(frame.filename).is_relative_to(PORTICO)) for frame in told.stack]
    first = next((number for number, (_, inside) in enumerate(frames) if not inside), len(frames))
    said = isinstance(error, (PorticoError, OSError))
    told.stack = StackSummary.from_list([frame for frame, inside in frames[first:] if not (said and inside)])
    return told
