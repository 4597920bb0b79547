"""From the scheme of an address to the class that serves it, resolved when it is asked for."""

from __future__ import annotations

import importlib
from typing import Any

from portico.errors import BuildError
from portico.lang.signature import nearest

SESSIONS = {"memory": "portico.stores.memory.sessions:MemorySessions"}
QUEUES = {"memory": "portico.stores.memory.queue:MemoryQueue"}
CHANNELS = {"memory": "portico.stores.memory.channel:MemoryChannel"}
FILES = {"file": "portico.stores.local_files:LocalFiles"}


def resolve(table: dict[str, str], scheme: str) -> type[Any]:
    """Return the class for a scheme; raises BuildError naming the schemes there are."""
    try:
        module, _, name = table[scheme].partition(":")
    except KeyError:
        known = ", ".join(sorted(table))
        raise BuildError(f"No store is called '{scheme}'.{nearest(scheme, table)} Known: {known}.") from None
    return getattr(importlib.import_module(module), name)
