"""Mishap: what is wrong with a program that could not be run, as its developer's browser and terminal show it."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portico.errors import PorticoError
from portico.lang.redaction import redacted
from portico.reload.program import Program

AROUND = 3
"""Lines of source that are shown before and after the one that failed."""


def described(error: BaseException, program: Program) -> dict[str, Any]:
    """Return what went wrong: kind, message, and the way there through the program, the cause first.

    Args:
        error: What it raised.
        program: Whose source it is.
    """
    chain = list(causes(error))
    return {
        "file": shown(program.file),
        "errors": [one_of(one, program) for one in chain],
    }


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what led to it, the last one first."""
    found: BaseException | None = error
    seen: set[int] = set()
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def one_of(error: BaseException, program: Program) -> dict[str, Any]:
    """Return one exception of the chain."""
    places = [
        {"file": shown(Path(frame.filename)), "line": frame.lineno or 0, "name": frame.name, "source": source(frame)}
        for frame in traceback.extract_tb(error.__traceback__)
        if program.owns(frame.filename)
    ]
    message = str(error)
    if isinstance(error, SyntaxError) and error.filename and program.owns(error.filename):
        place = traceback.FrameSummary(error.filename, error.lineno or 0, "", lookup_line=False)
        places.append(
            {"file": shown(Path(error.filename)), "line": error.lineno or 0, "name": "", "source": source(place)}
        )
        message = error.msg
    if isinstance(error, SystemExit):
        message = f"The program ended itself with status {error.code!r}."
    notes: list[str] = getattr(error, "__notes__", [])
    return {
        "kind": type(error).__name__,
        "code": error.code if isinstance(error, PorticoError) else "",
        "message": redacted("\n".join([message, *notes])),
        "places": places,
    }


def source(frame: traceback.FrameSummary) -> list[tuple[int, str]]:
    """Return the lines around the one that failed, with their numbers."""
    try:
        lines = Path(frame.filename).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    at = frame.lineno or 1
    first = max(1, at - AROUND)
    return [(number, redacted(text)) for number, text in enumerate(lines[first - 1 : at + AROUND], first)]


def shown(path: Path) -> str:
    """Return a file as seen from here, where it is below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def as_text(described: dict[str, Any]) -> str:
    """Return the same for the terminal."""
    lines: list[str] = []
    for error in described["errors"]:
        lines.append(f"{error['kind']}: {error['message']}")
        for place in error["places"]:
            lines.append(f"  {place['file']}:{place['line']}" + (f" in {place['name']}" if place["name"] else ""))
            lines += [f"    {text.strip()}" for number, text in place["source"] if number == place["line"]]
    return "\n".join(lines)
