"""Rule: what handlers write to that all visitors share (PC101 to PC106)."""

from __future__ import annotations

from collections.abc import Iterator

from portico.checks.facts import Assigned, Changed, Fact
from portico.checks.library import WORDS
from portico.checks.value import Taint, taints

PERSONAL = WORDS | {"file", "request", "visitor"}
CODES = {
    "global": "PC102", "library": "PC102", "closure": "PC103", "default": "PC104", "instance": "PC105",
    "class": "PC106",
}  # fmt: skip
WHOSE = {
    "global": "which belongs to the module and so to all visitors",
    "library": "which belongs to a library and so to all visitors",
    "closure": "which was made once, around the handler, and so belongs to all visitors",
    "default": "the default of a parameter, which all calls share",
    "instance": "of an object that was made once, for all visitors",
    "class": "which belongs to the class and so to all visitors",
}


def rule(fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield what a fact means for what visitors share."""
    who = f"The handler '{fact.handler.name}'"
    if isinstance(fact, Assigned):
        given = taints([fact.value])
        if fact.first and not personal(given) and "input" not in given:
            return  # loaded once, by whoever comes first
        if fact.kind == "global":
            yield "PC101", f"{who} assigns {fact.name}, a variable of the module, which all visitors share."
        else:
            yield "PC103", f"{who} assigns {fact.name}, a variable of the function around it, which ran once."
    elif isinstance(fact, Changed) and fact.target.origin is not None:
        yield from changed(fact, who)


def changed(fact: Changed, who: str) -> Iterator[tuple[str, str]]:
    """Yield what it means that something shared is changed in place."""
    origin = fact.target.origin
    assert origin is not None
    if fact.key.taint & {"visitor", "state", "fresh"}:
        return  # every visitor has an entry of their own
    given = taints([fact.value, fact.key])
    collects = " " not in fact.how and fact.how != "setdefault" and "input" in given
    if fact.first and not personal(given) and not collects:
        return  # what the program offers, made when it is first needed
    if origin.kind == "library" and not personal(given):
        return  # such as an option that everybody sets to the same
    if fact.first and fact.key.taint & WORDS:
        yield "PC107", f"{who} keeps in {fact.name} what it made of a visitor's words, for all visitors and for ever."
        return
    does = fact.how if " " in fact.how else f"calls {fact.how} on"
    yield CODES[origin.kind], f"{who} {does} {fact.name or origin.name}, {WHOSE[origin.kind]}."


def personal(taint: Taint) -> bool:
    """Whether something is a visitor's own."""
    return bool(taint & PERSONAL)
