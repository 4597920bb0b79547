"""What a function's own signature says of its results, held against the outputs while the page is built."""

from __future__ import annotations

import collections.abc
import typing
import warnings
from typing import Any

from portico.graph.listener import Listener
from portico.graph.whereabouts import whereabouts
from portico.lang.signature import hints_of

MANY = frozenset({
    collections.abc.Iterator, collections.abc.Iterable, collections.abc.Generator, collections.abc.AsyncIterator,
    collections.abc.AsyncIterable, collections.abc.AsyncGenerator, collections.abc.Awaitable,
})  # fmt: skip


def promised(listener: Listener) -> None:
    """Warn where a function says that it gives fewer values than its listener has outputs.

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
    if typing.get_origin(said) is not tuple:
        return
    parts = typing.get_args(said)
    if Ellipsis not in parts and len(parts) < outputs:
        warnings.warn(
            f"{listener.name} says that it gives {len(parts)} value{'s' * (len(parts) != 1)}, but the listener has "
            f"{outputs} outputs: {', '.join(map(repr, listener.outputs))}. ({whereabouts(listener.asked)})",
            stacklevel=2,
        )
