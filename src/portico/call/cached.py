"""`@gr.cache`: a function that computes each result once."""

from __future__ import annotations

import functools
import os
from collections.abc import AsyncGenerator, Callable, Generator
from contextvars import ContextVar
from types import MethodType
from typing import Any, TypeVar, overload

from portico.call.cache import Cache
from portico.call.context import current_call
from portico.call.marked import MARK
from portico.call.memory import Key, Memory
from portico.call.progress import Progress
from portico.call.remembering import Asked, Remembering
from portico.call.request import Request
from portico.errors import WrongCall
from portico.lang.signature import is_async, is_generator

F = TypeVar("F", bound=Callable[..., Any])
SHORT = 100_000
"""Characters of a text that is read in no time."""
computing: ContextVar[frozenset[tuple[int, Key]]] = ContextVar("portico_computing", default=frozenset())
"""What the running code is computing for a cache. A function that asks for the very same must not wait for itself."""


@overload
def cache(
    fn: F,
    *,
    key: Callable[[dict[str, Any]], Any] | None = None,
    max_size: int = 128,
    max_memory: str | int | None = None,
    per_session: bool = False,
    time_to_live: float | None = None,
) -> F: ...
@overload
def cache(
    fn: None = None,
    *,
    key: Callable[[dict[str, Any]], Any] | None = None,
    max_size: int = 128,
    max_memory: str | int | None = None,
    per_session: bool = False,
    time_to_live: float | None = None,
) -> Callable[[F], F]: ...
def cache(
    fn: Callable[..., Any] | None = None,
    *,
    key: Callable[[dict[str, Any]], Any] | None = None,
    max_size: int = 128,
    max_memory: str | int | None = None,
    per_session: bool = False,
    time_to_live: float | None = None,
) -> Any:
    """Compute each result of a function once: `@gr.cache`, `@gr.cache(max_size=32)` or `gr.cache(fn)(x)`.

        @gr.cache
        def classify(image):
            return model(image)

    It may be a function, a coroutine, a generator of either kind, or a method. Arguments count by their content:
    arrays, pictures, tables and uploaded files are the same if they hold the same; an object of a class of your own
    counts as itself. A listener of the page whose result is known answers at once, past the queue; a generator gives
    again all that it gave. Calls that ask for the same at the same time wait for one computation, except generators,
    whose steps nobody should wait for. What a function raised is not kept. Results are copied: lists, dictionaries,
    arrays, pictures and tables; other objects are shared. A function that takes a `gr.Request` is not cached unless
    `key` says what counts.

    Args:
        fn: The function.
        key: Receives the arguments, by name, and returns what they count as, such as `lambda given: given["prompt"]`.
        max_size: How many results are kept; the one that was used least recently goes first. 0 means no limit.
        max_memory: How many bytes they may take up together, also as "512mb" or "2gb"; None means no limit.
        per_session: Whether each visitor has results of their own, which go when the visitor leaves. The bounds count
            for all visitors together. Outside a visitor's call nothing is kept then.
        time_to_live: Seconds after which a result is forgotten; None means never.

    Raises:
        BuildError: A bound that is none.
        TypeError: `fn` is no function.
    """
    options: dict[str, Any] = {
        "key": key, "max_size": max_size, "max_memory": max_memory, "per_session": per_session,
        "time_to_live": time_to_live,
    }  # fmt: skip
    bounds = (max_size, max_memory, per_session, time_to_live)
    if fn is None:
        Memory(*bounds)  # so that a wrong bound is told where it stands
        return functools.partial(cache, **options)
    if not callable(fn):
        raise WrongCall(
            f"gr.cache takes a function, not {type(fn).__name__}. Write gr.cache(fn)(x), not gr.cache(fn(x)).",
            code="PE201",
        )
    if isinstance(fn, MethodType):
        return MethodType(cache(fn.__func__, **options), fn.__self__)
    remembering = remembering_of(fn, key, bounds)
    wrapper = _wrapped(fn, remembering)
    setattr(wrapper, MARK, remembering)
    setattr(wrapper, "cache", remembering.memory)  # noqa: B010 - a function has no such member by itself
    return wrapper


def remembering_of(fn: Callable[..., Any], key: Callable[..., Any] | None, bounds: tuple[Any, ...]) -> Remembering:
    """Return what remembers for a function: the same one each time that a line with `gr.cache(fn)` is run.

    A key function that stands in that line is a new one each time, so it is known by its code. One that reads variables
    around it may mean something else each time: then the memory is the wrapper's alone.
    """
    place: dict[str, Any] | None = getattr(fn, "__dict__", None)
    if place is None or getattr(key, "__closure__", None):
        return Remembering(fn, key, Memory(*bounds))
    held: dict[Any, Remembering] = place.setdefault("portico_caches", {})
    name = (getattr(key, "__code__", key), bounds)
    found = held.get(name)
    return found if found is not None else held.setdefault(name, Remembering(fn, key, Memory(*bounds)))


def _wrapped(fn: Callable[..., Any], remembering: Remembering) -> Callable[..., Any]:
    if is_generator(fn):
        return _stepping_async(fn, remembering) if is_async(fn) else _stepping(fn, remembering)
    return _awaiting(fn, remembering) if is_async(fn) else _plain(fn, remembering)


def _plain(fn: Callable[..., Any], remembering: Remembering) -> Callable[..., Any]:
    memory = remembering.memory

    @functools.wraps(fn)
    def call(*args: Any, **named: Any) -> Any:
        asked = remembering.asked(args, named)
        if asked is None or (id(memory), asked.key) in computing.get():
            return fn(*args, **named)
        kept = remembering.find(asked)
        if kept is not None:
            return remembering.given(kept)
        while (running := memory.claim(asked.key)) is not None:
            if on_a_loop():
                # Its own computation may need this very loop; to wait here would stop both.
                return remembering.keep(asked, fn(*args, **named))
            running.result()
        token = computing.set(computing.get() | {(id(memory), asked.key)})
        try:
            kept = remembering.find(asked)
            if kept is not None:
                return remembering.given(kept)
            return remembering.keep(asked, fn(*args, **named))
        finally:
            computing.reset(token)
            memory.release(asked.key)

    return call


def _awaiting(fn: Callable[..., Any], remembering: Remembering) -> Callable[..., Any]:
    memory = remembering.memory

    @functools.wraps(fn)
    async def call(*args: Any, **named: Any) -> Any:
        import asyncio

        asked = await asked_aside(remembering, args, named)
        if asked is None or (id(memory), asked.key) in computing.get():
            return await fn(*args, **named)
        kept = remembering.find(asked)
        if kept is not None:
            return remembering.given(kept)
        while (running := memory.claim(asked.key)) is not None:
            await asyncio.shield(asyncio.wrap_future(running))
        token = computing.set(computing.get() | {(id(memory), asked.key)})
        try:
            kept = remembering.find(asked)
            if kept is not None:
                return remembering.given(kept)
            return remembering.keep(asked, await fn(*args, **named))
        finally:
            computing.reset(token)
            memory.release(asked.key)

    return call


def _stepping(fn: Callable[..., Any], remembering: Remembering) -> Callable[..., Any]:
    @functools.wraps(fn)
    def call(*args: Any, **named: Any) -> Generator[Any]:
        asked = remembering.asked(args, named)
        kept = None if asked is None else remembering.find(asked)
        if kept is not None:
            yield from remembering.steps(kept)
            return
        recording = remembering.recording()
        steps = fn(*args, **named)
        try:
            for step in steps:
                if asked is not None:
                    recording.add(step)
                yield step
        finally:
            steps.close()
        if asked is not None:
            remembering.keep_steps(asked, recording)

    return call


def _stepping_async(fn: Callable[..., Any], remembering: Remembering) -> Callable[..., Any]:
    @functools.wraps(fn)
    async def call(*args: Any, **named: Any) -> AsyncGenerator[Any]:
        asked = await asked_aside(remembering, args, named)
        kept = None if asked is None else remembering.find(asked)
        if kept is not None:
            for step in remembering.steps(kept):
                yield step
            return
        recording = remembering.recording()
        steps = fn(*args, **named)
        try:
            async for step in steps:
                if asked is not None:
                    recording.add(step)
                yield step
        finally:
            await steps.aclose()
        if asked is not None:
            remembering.keep_steps(asked, recording)

    return call


async def asked_aside(remembering: Remembering, args: tuple[Any, ...], named: dict[str, Any]) -> Asked | None:
    """Return what a call counts as. In a running app pictures, tables and files are read away from the event loop."""
    call = current_call.get()
    if call is None or all(map(is_short, (*args, *named.values()))):
        return remembering.asked(args, named)
    return await call.execute(lambda: remembering.asked(args, named))


def is_short(value: Any) -> bool:
    """Whether a value is read in no time."""
    if isinstance(value, str):
        return len(value) < SHORT and not os.path.isabs(value)  # noqa: PTH117 - a Path would cost more
    return value is None or isinstance(value, (bool, int, float, Progress, Cache, Request))


def on_a_loop() -> bool:
    """Whether this thread runs an event loop."""
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
