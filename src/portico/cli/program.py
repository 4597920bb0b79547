"""The program that a verb looks at: run up to where it would serve, and no further."""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portico.lang.program import Served, load


@dataclass(slots=True)
class Launch:
    """One call of `launch` that was not made.

    Args:
        app: What it would have served.
        given: Its arguments by name.
        queue: How calls would have waited.
    """

    app: Any
    given: dict[str, Any]
    queue: Any


@dataclass(slots=True)
class Loaded:
    """A program that ran.

    Args:
        names: The variables of its module.
        launches: What it would have served.
    """

    names: dict[str, Any]
    launches: list[Launch] = field(default_factory=list[Launch])


def split(given: str) -> tuple[str, str]:
    """Return the file and the app's name of `app.py:demo`; the name is empty where none is given."""
    file, _, name = given.partition(":") if not Path(given).exists() else (given, "", "")
    return file, name


def loaded(file: str, as_gradio: bool = False) -> Loaded:
    """Run a program up to where it serves; whatever it raises comes out. What it prints goes to standard error.

    Args:
        file: The program.
        as_gradio: Whether `import gradio` means Portico.
    """
    if as_gradio:
        from portico.compat.gradio import install

        install()
    sys.path.insert(0, str(Path(file).resolve().parent))
    sys.argv = [file]
    before = sys.modules.get("__main__")
    try:
        with standing_still() as launches, contextlib.redirect_stdout(sys.stderr):
            names = vars(load(str(Path(file).resolve()), "__main__"))
    finally:
        if before is not None:
            sys.modules["__main__"] = before
    return Loaded(names, launches)


@contextlib.contextmanager
def standing_still() -> Generator[list[Launch]]:
    """Let no app be served meanwhile: a program ends where it would begin to. Yield what would be served."""
    from portico.app.blocks import Blocks

    blocks: type[Any] = Blocks
    launch, launches = blocks.launch, list[Launch]()
    signature = inspect.signature(launch)

    def stand_still(app: Blocks, *args: Any, **named: Any) -> Any:
        given = dict(signature.bind(app, *args, **named).arguments)
        given.pop("self")
        launches.append(Launch(app, given, app.queueing))
        raise Served

    blocks.launch = stand_still
    try:
        yield launches
    finally:
        blocks.launch = launch
