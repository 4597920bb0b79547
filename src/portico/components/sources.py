"""Where a visitor's picture, sound or film may come from."""

from __future__ import annotations

from typing import Any

from portico.errors import NotBuilt

BUILT = frozenset({"upload", "clipboard"})
"""The others need a camera or a microphone; the page leaves them out."""


def sources_of(owner: str, given: Any, known: tuple[str, ...]) -> list[str]:
    """Return the sources as a list.

    Args:
        owner: The component's class, for messages.
        given: What the program gave: one, a list, or None for all.
        known: What Gradio knows for this component.

    Raises:
        ValueError: One that the component does not know.
        NotBuilt: All of them need what the page does not have yet.
    """
    if given is None:
        return list(known)
    found = [given] if isinstance(given, str) else list(given)
    strange = [one for one in found if one not in known]
    if strange:
        raise ValueError(f"{owner}(sources=…) holds {', '.join(map(repr, known))}, not {strange[0]!r}.")
    if found and not BUILT.intersection(found):
        raise NotBuilt(f"{owner}(sources={given!r})", f"Add 'upload', or leave sources away: {owner} takes files.")
    return found
