"""The app of a Python file, loaded as `portico run` loads it, without serving it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portico.lang.program import PROGRAM, Caught, catching, load
from portico.testing.refusal import NotPossible


@dataclass(slots=True)
class Program:
    """A program, loaded.

    Args:
        file: Where it stands.
        name: What its app is called; nothing: `demo`, or the only one there is.
    """

    file: Path
    name: str = ""

    def load(self) -> tuple[Any, dict[str, Any], dict[str, Any]]:
        """Run the program; return its app, what it launches it with, and its variables.

        What stands under `if __name__ == "__main__":` is not run. Modules that the program imports are loaded once.
        """
        folder, found = str(self.file.parent), list[Caught]()
        before, known = sys.modules.get(PROGRAM), list(sys.path)
        sys.path.insert(0, folder)
        try:
            with catching(found.append):
                names = vars(load(str(self.file), PROGRAM))
        finally:
            sys.path[:] = known
            if before is not None:
                sys.modules[PROGRAM] = before
        app = self._app(names, found)
        given = next((one.options for one in found if one.app is app), {})
        return app, given, names

    def _app(self, names: dict[str, Any], launched: list[Caught]) -> Any:
        from portico.app.blocks import Blocks

        wanted = names.get(self.name or "demo")
        if isinstance(wanted, Blocks):
            return wanted
        apps = {name: value for name, value in names.items() if isinstance(value, Blocks)}
        if not self.name and len(launched) == 1:
            return launched[0].app
        if not self.name and len(apps) == 1:
            return next(iter(apps.values()))
        there = f"It has {', '.join(apps)}." if apps else "It has none."
        raise NotPossible(f"{self.file.name} has no gr.Blocks called {self.name or 'demo'!r}. {there}")


def program_of(path: str | Path) -> Program:
    """Return the program that a path names; `app.py:name` names one of its apps as well. Raises NotPossible."""
    text = str(path)
    file, _, name = (text, "", "") if Path(text).exists() else text.rpartition(":")
    if not Path(file).is_file():
        raise NotPossible(f"There is no file {text!r}.")
    return Program(Path(file).resolve(), name)
