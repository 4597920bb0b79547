"""The program that a verb looks at: found by its name, run up to where it would serve, and the app that is meant."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portico.cli.command import NO_APP
from portico.cli.terminal import listening
from portico.errors import PorticoError, pointer, spoken
from portico.lang.program import script
from portico.lang.rehearsal import Launch, Rehearsal

if TYPE_CHECKING:
    from portico.app.blocks import Blocks
    from portico.reload.program import Program


class NotRun(Exception):
    """The program cannot be looked at; the text says why, to the person who named it."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a command line names.

    Args:
        file: The program.
        app: One of its apps; empty where none is named.
    """

    file: str
    app: str

    def choose(self, names: dict[str, Any], launches: list[Launch], verb: str) -> Blocks:
        """Return the app that is meant; raises NotRun."""
        from portico.app.choice import absent, choose

        found = choose(names, self.app, [one.app for one in launches])
        if found is None:
            said = absent(self.file, names, self.app, f"portico {verb} {self.file}:NAME")
            raise NotRun(f"{said}\n{pointer(NO_APP)}")
        return found


@dataclass(frozen=True, slots=True)
class Loaded:
    """A program that ran.

    Args:
        names: The variables of its module.
        launches: What it would have served.
        mounted: What it made a part of another ASGI app.
    """

    names: dict[str, Any]
    launches: list[Launch]
    mounted: list[Launch]

    def said_of(self, app: Any) -> Launch | None:
        """Return how an app would have been launched, or mounted; None where the program does neither."""
        return next((one for one in [*self.launches, *self.mounted] if one.app is app), None)


def named(given: str) -> Named:
    """Return what `app.py` or `app.py:demo` means; raises NotRun where there is no such file."""
    file, _, app = given.partition(":") if not Path(given).exists() else (given, "", "")
    path = Path(file)
    if path.is_file():
        return Named(file, app)
    there = programs_in(path if path.is_dir() else path.parent)
    if path.is_dir():
        such = f", such as {there[0]}" if there else ""
        raise NotRun(f"{file!r} is a folder; name a program in it{such}")
    from portico.lang.signature import nearest

    near = nearest(file, there) or (f" There is {', '.join(there)}." if 0 < len(there) < 4 else "")
    raise NotRun(f"there is no file {file!r}.{near}" if near else f"there is no file {file!r}")


def programs_in(folder: Path) -> list[str]:
    """Return the Python files of a folder, as they would be named from here."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".py" and path.is_file())
    except OSError:
        return []
    return [str(path) for path in found]


def loaded(file: str, as_gradio: bool = False, name: str = "__main__") -> Loaded:
    """Run a program up to where it serves. What it prints goes to standard error.

    Args:
        file: The program.
        as_gradio: Whether `import gradio` means Portico.
        name: What its module is called; the default runs what stands under `if __name__ == "__main__":` too.

    Raises:
        NotRun: It raised something.
    """
    before = sys.modules.get("__main__")
    rehearsal = Rehearsal()
    begin(file, as_gradio)
    try:
        with told_where(file), listening(f"running {file}"):
            module = rehearsal.run(script(str(Path(file).resolve()), name))
    finally:
        if before is not None:
            sys.modules["__main__"] = before
    return Loaded(vars(module), rehearsal.launches, rehearsal.mounted)


def begin(file: str, as_gradio: bool) -> None:
    """Make this process what Python makes it when it starts a program.

    Args:
        file: The program.
        as_gradio: Whether `import gradio` means Portico.
    """
    if as_gradio:
        from portico.compat.gradio import install

        install()
    sys.path.insert(0, str(Path(file).resolve().parent))
    sys.argv = [file]


@contextlib.contextmanager
def told_where(file: str) -> Generator[None]:
    """Run a program in this block; raises NotRun that says what it raised, and where."""
    try:
        yield
    except (Exception, SystemExit) as error:
        from portico.reload.program import Program  # only where it went wrong

        raise NotRun(why_not(file, error, Program(Path(file)))) from error


def why_not(file: str, error: BaseException, program: Program) -> str:
    """Return what a program raised, and where in the author's files.

    Args:
        file: The program, as it was named.
        error: What it raised.
        program: Knows which files are the author's.
    """
    from portico.reload.mishap import as_text, described

    if isinstance(error, OSError) and error.filename == os.path.realpath(file):
        return f"{file} cannot be read: {error.strerror}"
    what = described(error, program)
    if isinstance(error, PorticoError) and not any(one["places"] for one in what["errors"]):
        return spoken(error)  # it is about the program as a whole
    return f"{file} could not be run: {as_text(what)}{gradio_hint(error)}"


def gradio_hint(error: BaseException) -> str:
    """Return what helps a program that is written for Gradio, where that is what ails it."""
    missing = isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] == "gradio"
    return "\nAdd --as-gradio: then `import gradio` means Portico." if missing else ""
