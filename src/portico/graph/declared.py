"""What a program may declare of a listener: checked while the page is built, because a wrong word would otherwise be an
option that is silently another one, such as `api_visibility="Private"`, which hides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from types import NoneType
from typing import Any, get_args

from portico.errors import BuildError
from portico.graph.block import Block
from portico.graph.event import Dependency, Trigger, blocks_of
from portico.graph.graph_protocol import Registration
from portico.lang.signature import nearest
from portico.wire.config import ShowProgress, TriggerMode, Visibility

OLD_PROGRESS: dict[Any, ShowProgress] = {True: "full", False: "hidden"}
"""How older programs say it."""


def check(asked: Registration) -> None:
    """Put older ways of saying the same into today's words, and raise BuildError for what means nothing."""
    for role, chosen in (("inputs", asked.inputs), ("outputs", asked.outputs)):
        for one in blocks_of(chosen):
            if not isinstance(one, Block):
                raise BuildError(
                    f"{role} must be components, but {one!r} is a {type(one).__name__}.{_meant(one, role)}",
                    code="PE203",
                )
    for name, one in (asked.inputs_kwargs or {}).items():
        if not isinstance(one, Block):
            raise BuildError(
                f"inputs_kwargs: {name}=… must be a component, but {one!r} is a {type(one).__name__}.", code="PE203"
            )
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
    for option in ("queue", "batch", "preprocess", "postprocess", "scroll_to_output"):
        if not isinstance(getattr(asked, option), (bool, int)):
            raise BuildError(f"{option}=… is True or False, not {getattr(asked, option)!r}.", code="PE105")
    for option in ("time_limit", "stream_every"):
        seconds = getattr(asked, option)
        if seconds is not None and (isinstance(seconds, bool) or not isinstance(seconds, (int, float))):
            raise BuildError(f"{option}=… is a number of seconds, not {seconds!r}.", code="PE105")
    if not isinstance(asked.api_name, (str, bool, NoneType)):
        raise BuildError(f"api_name=… is a text, or False, not {asked.api_name!r}.", code="PE105")
    for one in blocks_of(asked.show_progress_on):
        if not isinstance(one, Block):
            raise BuildError(f"show_progress_on=… names components, not {one!r}.", code="PE203")
    cancels = asked.cancels
    for one in cancels if isinstance(cancels, (list, tuple)) else [] if cancels is None else [cancels]:
        if not isinstance(one, Dependency):
            raise BuildError(
                f"cancels=… takes what an event gave, as `run = button.click(…)`, not {one!r}.", code="PE205"
            )


def _meant(given: Any, role: str) -> str:
    """Return what was meant by something that is no component."""
    if isinstance(given, str):
        return " Give the component itself: not its name in quotes, and not its value. A fixed value needs a gr.State."
    if isinstance(given, type) and issubclass(given, Block):
        return f" It needs brackets, and a place: box = gr.{given.__name__}(), then {role}=box."
    if isinstance(given, (list, tuple)) and any(isinstance(one, Block) for one in given):
        return f" {role} is one list, without lists inside."
    if isinstance(given, dict) and any(isinstance(one, Block) for one in given.values()):
        return " Inputs by the names of parameters go in inputs_kwargs=…." if role == "inputs" else " Give a list."
    if isinstance(given, Trigger):
        return " That is an event: give its component."
    if isinstance(given, (int, float, bool, dict, list, tuple)):
        return " A fixed value needs a gr.State, or a function that knows it."
    return ""


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
