"""Rule: files that handlers write under a name that is always the same (PC121)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from portico.checks.facts import Called, Fact
from portico.checks.library import OPENS, SAVES, WRITES
from portico.checks.value import Value

NOWHERE = frozenset({"/dev/null", "nul", ""})
WRITTEN_BY_PATHS = frozenset({"write_text", "write_bytes"})


def rule(fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield what a fact means for the files of the app."""
    if not isinstance(fact, Called) or fact.first:
        return  # a file that is not there yet is the same for all
    name = written(fact)
    if name is not None and fixed(name):
        yield (
            "PC121",
            f"The handler '{fact.handler.name}' writes to {str(name.known)!r}, the same file for all visitors.",
        )


def written(fact: Called) -> Value | None:
    """Return the name of the file that a call writes."""
    if fact.name in WRITES:
        return fact.argument(WRITES[fact.name], "file", "filename", "path", "f", "fname")
    if fact.name in OPENS:
        return fact.argument(0, "file", "name", "filename") if writes(fact.argument(1, "mode")) else None
    if isinstance(fact.target.known, PurePath):
        if fact.method in WRITTEN_BY_PATHS:
            return fact.target
        if fact.method == "open":
            return fact.target if writes(fact.argument(0, "mode")) else None
    if fact.method in SAVES and not isinstance(fact.target.known, str):
        return fact.argument(0, "path", "fname", "fp", "path_or_buf", "excel_writer", "out_f")
    return None


def writes(mode: Value | None) -> bool:
    """Whether a file that is opened so loses what it held."""
    return mode is not None and isinstance(mode.known, str) and ("w" in mode.known or "r+" in mode.known)


def fixed(name: Value) -> bool:
    """Whether the name of a file is always the same."""
    return isinstance(name.known, (str, PurePath)) and str(name.known).lower() not in NOWHERE
