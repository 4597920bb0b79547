"""What a program may declare of a listener: checked while the page is built, because a wrong word would otherwise be an
option that is silently another one, such as `api_visibility="Private"`, which hides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from portico.errors import BuildError
from portico.graph.block import Block
from portico.graph.event import Dependency, blocks_of
from portico.graph.graph_protocol import Registration
from portico.lang.signature import nearest
from portico.wire.config import ShowProgress, TriggerMode, Visibility

OLD_PROGRESS: dict[Any, ShowProgress] = {True: "full", False: "hidden"}
"""How older programs say it."""


def check(asked: Registration) -> None:
    """Put older ways of saying the same into today's words, and raise BuildError for what means nothing."""
    if isinstance(asked.show_progress, bool):
        asked.show_progress = OLD_PROGRESS[asked.show_progress]
    if isinstance(asked.api_name, str):
        # Clients write the slash, which is no part of the name.
        asked.api_name = asked.api_name.lstrip("/") or None
        asked.named = asked.api_name is not None
    asked.js = asked.js or None
    _one_of("show_progress", asked.show_progress, get_args(ShowProgress))
    _one_of("api_visibility", asked.api_visibility, get_args(Visibility))
    if asked.trigger_mode is not None:
        _one_of("trigger_mode", asked.trigger_mode, get_args(TriggerMode))
    if asked.js is not None and asked.js is not True and not isinstance(asked.js, str):
        raise BuildError(f"js=… is the text of a JavaScript function, or True, not {asked.js!r}.", code="PE105")
    _check_limit(asked.concurrency_limit)
    for one in blocks_of(asked.show_progress_on):
        if not isinstance(one, Block):
            raise BuildError(f"show_progress_on=… names components, not {one!r}.", code="PE203")
    cancels = asked.cancels
    for one in cancels if isinstance(cancels, (list, tuple)) else [] if cancels is None else [cancels]:
        if not isinstance(one, Dependency):
            raise BuildError(
                f"cancels=… takes what an event gave, as `run = button.click(…)`, not {one!r}.", code="PE205"
            )


def _one_of(name: str, given: Any, known: Iterable[str]) -> None:
    names = list(known)
    if given not in names:
        hint = nearest(given.lower(), names) if isinstance(given, str) else ""
        raise BuildError(f"{name}={given!r} means nothing; it is {', '.join(map(repr, names))}.{hint}", code="PE104")


def _check_limit(limit: Any) -> None:
    if limit is None or limit == "default":
        return
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise BuildError(
            f"concurrency_limit={limit!r} lets nothing run: it is a whole number of at least 1, None for no limit, "
            "or 'default'.",
            code="PE105",
        )
