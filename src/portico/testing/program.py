"""The app of a Python file: which file, and which of its apps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portico.lang.program import Caught
from portico.testing.refusal import NotPossible


@dataclass(slots=True)
class Named:
    """A program, and one of its apps.

    Args:
        file: Where it stands.
        app: What its app is called; nothing: `demo`, or the only one there is.
    """

    file: Path
    app: str = ""

    def chosen(self, names: dict[str, Any], launched: list[Caught]) -> Any:
        """Return the app among a program's variables; raises NotPossible."""
        from portico.app.blocks import Blocks

        wanted = names.get(self.app or "demo")
        if isinstance(wanted, Blocks):
            return wanted
        apps = {name: value for name, value in names.items() if isinstance(value, Blocks)}
        if not self.app and len(launched) == 1:
            return launched[0].app
        if not self.app and len(apps) == 1:
            return next(iter(apps.values()))
        there = f"It has {', '.join(apps)}." if apps else "It has none."
        raise NotPossible(f"{self.file.name} has no gr.Blocks called {self.app or 'demo'!r}. {there}")


def named(path: str | Path) -> Named:
    """Return the program that a path names; `app.py:name` names one of its apps as well. Raises NotPossible."""
    text = str(path)
    file, _, name = (text, "", "") if Path(text).exists() else text.rpartition(":")
    if not Path(file).is_file():
        raise NotPossible(f"There is no file {text!r}.")
    return Named(Path(file).resolve(), name)
