"""What an author is told whose function takes another number of arguments than it gets."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from portico.lang.signature import name_of

MEANT = {
    "request": "To receive who called, annotate it: {}: gr.Request.",
    "req": "To receive who called, annotate it: {}: gr.Request.",
    "progress": "For a progress bar, give it a default: {}=gr.Progress().",
    "evt": "To receive what the event carries, annotate it: {}: gr.SelectData, or gr.EventData.",
    "event": "To receive what the event carries, annotate it: {}: gr.SelectData, or gr.EventData.",
    "event_data": "To receive what the event carries, annotate it: {}: gr.EventData.",
    "select_data": "To receive what was selected, annotate it: {}: gr.SelectData.",
}
"""Parameters that Portico would fill, if they said so."""


def unfit(fn: Callable[..., Any], free: Sequence[inspect.Parameter], filled: Sequence[str], but: str) -> str:
    """Return what is wrong between a function and its inputs, and what to do.

    Args:
        fn: The function.
        free: Its parameters that inputs fill.
        filled: Those that Portico fills.
        but: What it is given, and by whom.
    """
    needed = [one for one in free if one.default is inspect.Parameter.empty]
    wanted = f"{len(needed)}" if len(needed) == len(free) else f"{len(needed)} to {len(free)}"
    besides = f" besides {', '.join(filled)}, which Portico fills," if filled else ""
    names = f": {', '.join(one.name for one in free) or 'none'}"
    name = name_of(fn).strip("<>")
    return (
        f"The function '{name}' takes {wanted} argument{'s' * (wanted != '1')}{besides or ','} but {but}{names}."
        f"{_meant(fn, free)}"
    )


def _meant(fn: Callable[..., Any], free: Sequence[inspect.Parameter]) -> str:
    for one in free:
        if one.annotation is inspect.Parameter.empty and one.name in MEANT:
            return f" {MEANT[one.name].format(one.name)}"
    if free and free[0].name == "self":
        owner = getattr(fn, "__qualname__", "").rpartition(".")[0].rpartition(".")[2] or "Model"
        return f" It is a method without its object: give {owner}(…).{name_of(fn)}."
    return ""
