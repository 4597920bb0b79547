"""Both ways of watching."""

from __future__ import annotations

from portico.reload.watching import Looking, Notified, Watch

KINDS = ["looking", "notified"]


def watch_of(kind: str) -> Watch:
    # What is told by the system must be noticed without a look.
    return Looking(0.02) if kind == "looking" else Notified(seldom=3600)
