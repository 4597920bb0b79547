"""The parameters of a function that somebody else wrote."""

from __future__ import annotations

import functools
import inspect
import types
import typing
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from portico.errors import WrongCall

P = ParamSpec("P")
R = TypeVar("R")
POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
LONGEST_NAME = 100
"""Characters of a name that is still compared with the known ones."""
SHORTEST_BEGINNING = 4
"""Characters that a name needs to stand for the one that begins with it."""


def parameters(fn: Callable[..., Any]) -> list[inspect.Parameter]:
    """Return the parameters in order, or none where the function cannot be inspected (some builtins)."""
    try:
        return list(inspect.signature(fn).parameters.values())
    except (ValueError, TypeError):
        return []


def can_inspect(fn: Callable[..., Any]) -> bool:
    """Whether Python knows the parameters of the function."""
    try:
        inspect.signature(fn)
    except (ValueError, TypeError):
        return False
    return True


def hints_of(fn: Callable[..., Any]) -> dict[str, Any]:
    """Return the annotations, resolved where that is possible; one that cannot be resolved stays text."""
    target = unwrap(fn)
    raw: dict[str, Any] = getattr(target, "__annotations__", {})
    if not raw:
        return {}
    try:
        return typing.get_type_hints(target)
    except Exception:  # noqa: BLE001
        # A name that exists only for type checkers, or a broken string: that parameter is an ordinary one.
        return {name: _resolved(hint, target) for name, hint in raw.items()}


def _resolved(hint: Any, target: Callable[..., Any]) -> Any:
    alone = types.SimpleNamespace(__annotations__={"it": hint})
    wrapped = inspect.unwrap(target)
    try:
        return typing.get_type_hints(alone, globalns=getattr(wrapped, "__globals__", {}))["it"]
    except Exception:  # noqa: BLE001
        return hint


def unwrap(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function inside partials, methods and instances with `__call__`."""
    while isinstance(fn, functools.partial):
        fn = fn.func
    if not inspect.isroutine(fn) and not inspect.isclass(fn) and hasattr(fn, "__call__"):  # noqa: B004
        return getattr(fn.__call__, "__func__", fn)
    return getattr(fn, "__func__", fn)


def name_of(fn: Callable[..., Any]) -> str:
    """Return the name that a person would give the function."""
    while isinstance(fn, functools.partial):
        fn = fn.func
    name = getattr(fn, "__name__", None)
    return name if isinstance(name, str) else type(fn).__name__


def place_of(fn: Callable[..., Any]) -> str:
    """Return the file and the line where the function stands, such as "app.py:12"; nothing where that is unknown."""
    code = getattr(inspect.unwrap(unwrap(fn)), "__code__", None)
    if not isinstance(code, types.CodeType):
        return ""
    return f"{code.co_filename.replace(chr(92), '/').rpartition('/')[2]}:{code.co_firstlineno}"


def names_checked(fn: Callable[P, R]) -> Callable[P, R]:
    """Let a function say which parameter was meant, where it is called with one that it has not."""
    known = [name for name in inspect.signature(fn).parameters if name != "self"]

    @functools.wraps(fn)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        for name in kwargs:
            if name not in known:
                from portico.lang.keywords import meant  # what was never misspelt needs no list of slips

                raise WrongCall(
                    f"{_called(fn, args)}() got an unexpected keyword argument '{name}'.{meant(name, known)}",
                    code="PE101",
                )
        return fn(*args, **kwargs)

    return checked


def _called(fn: Callable[..., Any], args: tuple[Any, ...]) -> str:
    """Return what a program calls the function: a class by its name, an event by its block's."""
    owner = args[0] if args and "." in fn.__qualname__ else None
    return type(owner).__name__ if fn.__name__ == "__init__" else getattr(owner, "called", "") or fn.__name__


def is_generator(fn: Callable[..., Any]) -> bool:
    """Whether calling the function gives a generator, sync or async."""
    target = unwrap(fn)
    return inspect.isgeneratorfunction(target) or inspect.isasyncgenfunction(target)


def is_async(fn: Callable[..., Any]) -> bool:
    """Whether calling the function gives a coroutine or an async generator."""
    target = unwrap(fn)
    return inspect.iscoroutinefunction(target) or inspect.isasyncgenfunction(target)


def nearest(name: str, known: typing.Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the known name that is closest, or nothing."""
    import difflib

    if len(name) > LONGEST_NAME:
        # Comparing costs the product of the lengths, and this name may be a visitor's.
        return ""
    several = list(known)
    near = difflib.get_close_matches(name, several, n=1)
    if not near and len(name) >= SHORTEST_BEGINNING:
        near = [one for one in several if one.startswith(name)][:1]
    return f" Did you mean '{near[0]}'?" if near else ""
