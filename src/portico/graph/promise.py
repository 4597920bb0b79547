"""What a function's own signature says of its results, held against the outputs while the page is built."""

from __future__ import annotations

import collections.abc
import typing
import warnings
from types import NoneType
from typing import Any

from portico.graph.listener import Listener
from portico.graph.whereabouts import whereabouts
from portico.lang.signature import hints_of

ONE = (str, int, float, bool, bytes, NoneType)
"""What is one value, whatever is in it."""
MANY = frozenset({
    collections.abc.Iterator, collections.abc.Iterable, collections.abc.Generator, collections.abc.AsyncIterator,
    collections.abc.AsyncIterable, collections.abc.AsyncGenerator, collections.abc.Awaitable,
})  # fmt: skip


def promised(listener: Listener) -> None:
    """Warn where a function says that it gives another number of values than its listener has outputs.

    A warning and no error: what a signature says may be wrong, and the program right.
    """
    outputs = len(listener.outputs)
    if outputs < 2 or listener.fn is None or listener.asked.batch:
        return
    if hasattr(listener.fn, "__wrapped__"):
        return  # what is around it may give something else
    said: Any = hints_of(listener.fn).get("return")
    while typing.get_origin(said) in MANY:
        said = typing.get_args(said)[0]
    if said in ONE:
        parts: tuple[Any, ...] = (said,)
    elif typing.get_origin(said) is tuple:
        parts = typing.get_args(said)
    else:
        return
    if Ellipsis not in parts and len(parts) != outputs:
        gives = "nothing" if said is NoneType else f"{len(parts)} value{'s' * (len(parts) != 1)}"
        warnings.warn(
            f"{listener.name} says that it gives {gives}, but the listener has "
            f"{outputs} outputs: {', '.join(map(repr, listener.outputs))}. ({whereabouts(listener.asked)})",
            stacklevel=2,
        )
