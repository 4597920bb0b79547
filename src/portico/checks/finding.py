"""Finding: one place in a program where something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portico.checks.codes import CODES


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that `check` found.

    Args:
        file: The program's file.
        line: The line there, from 1.
        code: What kind it is, such as "PC101"; docs/checks.md has a section on each.
        text: What was found.
    """

    file: str
    line: int
    code: str
    text: str

    @property
    def fix(self) -> str:
        """What to do about it."""
        return CODES[self.code].fix

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code} {self.text} Fix: {self.fix}"

    def plain(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {"file": self.file, "line": self.line, "code": self.code, "text": self.text, "fix": self.fix}
