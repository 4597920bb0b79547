"""Rule: prints and logs of what visitors sent (PC131)."""

from __future__ import annotations

from collections.abc import Iterator

from portico.checks.facts import Called, Fact
from portico.checks.library import LEVELS, LOGS
from portico.checks.value import taints

SAID = frozenset({"text", "file", "request"})
LOGGERS = frozenset({"Logger", "LoggerAdapter", "RootLogger", "BoundLogger"})
STREAMS = frozenset({"sys.stdout", "sys.stderr"})


def rule(fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield what a fact means for what stands in logs."""
    if not isinstance(fact, Called) or not taints(fact.given) & SAID:
        return
    stream = fact.keywords.get("file")
    printed = fact.name == "builtins.print" and (stream is None or stream.dotted in STREAMS)
    kind = fact.target.type
    logged = fact.method in LEVELS and kind is not None and any(one.__name__ in LOGGERS for one in kind.__mro__)
    if printed or logged or fact.name in LOGS or (fact.method == "write" and fact.target.dotted in STREAMS):
        how = "prints" if printed else "logs"
        yield "PC131", f"The handler '{fact.handler.name}' {how} what a visitor sent."
