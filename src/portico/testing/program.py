"""The app of a Python file: which file, and which of its apps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portico.lang.rehearsal import Launch
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

    def chosen(self, names: dict[str, Any], launched: list[Launch]) -> Any:
        """Return the app among a program's variables; raises NotPossible."""
        from portico.app.choice import absent, choose

        found = choose(names, self.app, [one.app for one in launched])
        if found is None:
            raise NotPossible(absent(self.file.name, names, self.app, f"'{self.file.name}:NAME'"))
        return found


def named(path: str | Path) -> Named:
    """Return the program that a path names; `app.py:name` names one of its apps as well. Raises NotPossible."""
    text = str(path)
    file, _, name = (text, "", "") if Path(text).exists() else text.rpartition(":")
    if not Path(file).is_file():
        raise NotPossible(f"There is no file {text!r}.")
    return Named(Path(file).resolve(), name)
