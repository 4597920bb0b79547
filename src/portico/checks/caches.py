"""Rule: caches of `functools` that keep what visitors wrote (PC107)."""

from __future__ import annotations

from collections.abc import Iterator

from portico.checks.facts import Fact, Remembered
from portico.checks.sharing import personal
from portico.checks.value import taints


def rule(fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield what a fact means for what is cached."""
    if not isinstance(fact, Remembered):
        return
    who = f"'{fact.name}', which the handler '{fact.handler.name}' calls, is cached by functools"
    if fact.method and fact.args:
        yield "PC107", f"{who} and is a method: its results, and its object, are kept for all visitors."
    elif personal(taints(fact.args)):
        yield "PC107", f"{who}: what it made of one visitor's words is kept, and given to all."
