"""Where a listener's function runs, as its `run=` says."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Generator
from typing import Any

from portico.call.context import Call
from portico.errors import BuildError
from portico.graph.graph_protocol import Execution, Registration
from portico.lang.signature import is_async, name_of, nearest

WHERE: tuple[Execution, ...] = ("thread", "async", "process")


def executor_of(asked: Registration) -> Execution:
    """Return where the function runs; raises BuildError where it cannot run there."""
    asynchronous = asked.fn is not None and is_async(asked.fn)
    if asked.run is None:
        return "async" if asynchronous else "thread"
    if asked.run not in WHERE:
        raise BuildError(
            f"run= is one of {', '.join(WHERE)}, not {asked.run!r}.{nearest(str(asked.run), WHERE)}", code="PE104"
        )
    if asked.fn is None:
        raise BuildError(f"run={asked.run!r} says where a function runs, but this listener has none.", code="PE209")
    if asked.run == "async" and not asynchronous:
        raise BuildError(
            f"run='async' is for `async def`; while '{name_of(asked.fn).strip('<>')}' runs, nobody would be answered. "
            "Leave it out.",
            code="PE209",
        )
    if asked.run == "process" and isinstance(asked.inputs, (set, frozenset)):
        raise BuildError(
            "run='process' takes inputs as a list: the keys of a dictionary of components would be other objects in "
            "the worker process.",
            code="PE209",
        )
    return asked.run


@contextlib.contextmanager
def blocking(call: Call) -> Generator[Any]:
    """Give what runs asynchronous code in this thread, until the call is cancelled."""
    import asyncio  # with the rest of aio four times what a page of six components costs to import

    from portico.lang.aio import Blocking

    with asyncio.Runner() as runner:
        found = Blocking(runner)
        call.when_cancelled(found.interrupt)
        yield found


def settled(result: Any, call: Call) -> Any:
    """Return in this thread what asynchronous code gives: a value, or a generator for an asynchronous one."""
    if inspect.isasyncgen(result):
        return _rows(result, call)
    if inspect.isawaitable(result):
        with blocking(call) as here:
            value = here.value(result)
        return settled(value, call)
    return result


def _rows(result: Any, call: Call) -> Generator[Any]:
    with blocking(call) as here:
        yield from here.rows(result)
