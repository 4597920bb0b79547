"""Facts, told to people: a line each, or a line for each part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portico.cli.terminal import paint


def told(facts: Mapping[str, Any], indent: str = "", painted: bool = False) -> Iterator[str]:
    """Yield facts, by what they are.

    Args:
        facts: Plain data; a value may be a list, or again facts.
        indent: What each line begins with.
        painted: Whether the names stand out on a terminal.
    """
    for name, value in facts.items():
        shown = paint(name, "bold") if painted else name
        several = [f"{key}: {plain(one)}" for key, one in value.items()] if isinstance(value, dict) else value
        if isinstance(several, list):
            yield f"{indent}{shown}:"
            yield from (f"{indent}  {plain(one)}" for one in several or ["none"])
        else:
            yield f"{indent}{shown}: {plain(value)}"


def plain(value: Any) -> str:
    """Return a value in words."""
    words: dict[Any, str] = {True: "yes", False: "no", None: "none"}
    return words[value] if value is None or isinstance(value, bool) else str(value)
