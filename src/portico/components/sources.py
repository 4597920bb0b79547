"""Where a visitor's picture, sound or film may come from."""

from __future__ import annotations

from typing import Any

from portico.errors import BuildError


def sources_of(owner: str, given: Any, known: tuple[str, ...]) -> list[str]:
    """Return the sources as a list.

    Args:
        owner: The component's class, for messages.
        given: What the program gave: one, a list, or None for all.
        known: Those of this component.

    Raises:
        ValueError: One that the component does not know.
    """
    if given is None:
        return list(known)
    found = [given] if isinstance(given, str) else list(given)
    strange = [one for one in found if one not in known]
    if strange:
        raise BuildError(f"{owner}(sources=…) holds {', '.join(map(repr, known))}, not {strange[0]!r}.", code="PE104")
    return found
