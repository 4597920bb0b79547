"""Choice: which app of a program is meant, and what to say where it is not clear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portico.app.blocks import Blocks
from portico.lang.signature import nearest

USUAL = "demo"
"""What the variable of an app is called, where nobody says otherwise."""


def apps_in(names: Mapping[str, Any]) -> dict[str, Blocks]:
    """Return the apps that a program's variables hold, each once, without those that stand inside another."""
    found: dict[int, tuple[str, Blocks]] = {}
    for name, value in names.items():
        if isinstance(value, Blocks) and value.outer is None:
            found.setdefault(id(value), (name, value))
    return dict(found.values())


def choose(names: Mapping[str, Any], wanted: str = "", launched: Iterable[Any] = ()) -> Blocks | None:
    """Return the app that is meant; None where that is not clear.

    Args:
        names: The program's variables.
        wanted: What it is called; empty: `demo`, else the only one there is, else the first that was launched.
        launched: What the program launched.
    """
    if wanted:
        found = names.get(wanted)
        return found if isinstance(found, Blocks) else None
    if isinstance(names.get(USUAL), Blocks):
        return names[USUAL]
    apps = list(apps_in(names).values())
    return apps[0] if len(apps) == 1 else next((one for one in launched if isinstance(one, Blocks)), None)


def absent(file: str, names: Mapping[str, Any], wanted: str, how: str) -> str:
    """Say that no app is meant, and how to name one.

    Args:
        file: The program.
        names: Its variables.
        wanted: The name that was asked for, if one was.
        how: How to name an app, with `NAME` in place of it.
    """
    apps = list(apps_in(names))
    if not apps:
        called = f" called {wanted!r}, nor any other" if wanted else ""
        return f"{file} has no gr.Blocks{called}. Make one: `with gr.Blocks() as {USUAL}:`."
    there = f"It has {' and '.join(filter(None, [', '.join(apps[:-1]), apps[-1]]))}."
    if wanted:
        return f"{file} has no gr.Blocks called {wanted!r}.{nearest(wanted, apps)} {there}"
    return f"{file} has no gr.Blocks called {USUAL!r}. {there} Name one: {how.replace('NAME', apps[0])}."
