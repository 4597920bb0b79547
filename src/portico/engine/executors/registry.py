"""From an executor's name to its class, resolved when it is asked for."""

from __future__ import annotations

import importlib
from typing import Any

from portico.errors import BuildError
from portico.lang.signature import nearest

EXECUTORS = {
    "thread": "portico.engine.executors.thread:ThreadExecutor",
    "process": "portico.engine.executors.process:ProcessExecutor",
}


def resolve(name: str) -> type[Any]:
    """Return the class of an executor; raises BuildError naming those there are."""
    try:
        module, _, attribute = EXECUTORS[name].partition(":")
    except KeyError:
        known = ", ".join(sorted(EXECUTORS))
        raise BuildError(f"No executor is called '{name}'.{nearest(name, EXECUTORS)} Known: {known}.") from None
    return getattr(importlib.import_module(module), attribute)
