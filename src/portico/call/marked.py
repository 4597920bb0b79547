"""Whether a function is cached. Asked of every listener's function, so it costs next to nothing to import."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import MethodType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from portico.call.remembering import Remembering

MARK = "portico_remembering"
"""The member of a cached function that holds what it remembers."""


def memory_of(fn: Any) -> tuple[Remembering, Callable[..., Any]] | None:
    """Return what remembers for a listener's function, and what turns its arguments into those that count.

    A method, and a partial, of a cached function are cached as well.
    """
    if isinstance(fn, functools.partial):
        inner = memory_of(cast("Any", fn.func))
        if inner is None:
            return None
        remembering, complete = inner
        given, named = fn.args, fn.keywords
        return remembering, lambda *args, **more: complete(*given, *args, **{**named, **more})
    if isinstance(fn, MethodType):
        remembering = getattr(fn.__func__, MARK, None)
        return None if remembering is None else (remembering, functools.partial(_arguments, fn.__self__))
    remembering = getattr(fn, MARK, None)
    return None if remembering is None else (remembering, _arguments)


def _arguments(*args: Any, **named: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return args, named
