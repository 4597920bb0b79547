"""Carrying: values that sessions hold, from the classes of one generation to those of the next.

What holds nothing of the program's own stays the object that it is. Of the program's classes, those that say which
fields they have are made anew with the same fields; any other object belongs to code that is gone.
"""

from __future__ import annotations

import dataclasses
import gc
import sys
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from enum import Enum
from inspect import isasyncgen, iscoroutine, isgenerator
from types import FunctionType, ModuleType
from typing import Any

from portico.reload.generation import Generation
from portico.reload.program import found_in

PLAIN = (str, bytes, int, float, complex, bool, type(None))


class NotCarried(Exception):
    """A value cannot be taken over; the text says what of it."""


class Carrying:
    """Knows the classes that ran again.

    Args:
        before: The generation that values come from.
        now: The generation that gets them.
    """

    def __init__(self, before: Generation, now: Generation) -> None:
        self._now = now
        self._stale = {name: one for name, one in before.modules.items() if now.modules.get(name) is not one}
        self._globals = {id(vars(one)) for one in self._stale.values()}

    def is_old(self, kind: type) -> bool:
        """Whether a class is one that ran again, or is gone."""
        if getattr(kind, "__module__", None) not in self._stale:
            return False
        return found_in(self._now, f"{kind.__module__}:{kind.__qualname__}") is not kind

    def successor(self, kind: type) -> type | None:
        """Return what a class is now: itself where its module did not run again; None where there is none."""
        if not self.is_old(kind):
            return kind
        found = found_in(self._now, f"{kind.__module__}:{kind.__qualname__}")
        return found if isinstance(found, type) else None

    def carried(self, value: Any) -> Any:
        """Return a value as the next generation has it; raises NotCarried."""
        try:
            return value if self._old_in(value) is None else _Copy(self).of(value)
        except NotCarried:
            raise
        except Exception as error:
            # The program's own objects may refuse in any way they like.
            raise NotCarried(type(value).__qualname__) from error

    def _old_in(self, value: Any) -> str | None:
        """Return the name of something of the old code that a value holds, at any depth; None where it holds none."""
        seen: set[int] = set()
        waiting: list[Any] = [value]
        while waiting:
            one = waiting.pop()
            kind = type(one)
            if kind in PLAIN or id(one) in seen:
                continue
            seen.add(id(one))
            if self.is_old(kind):
                return kind.__qualname__
            if isinstance(one, type):
                if self.is_old(one):
                    return one.__qualname__
            elif isinstance(one, FunctionType):
                if id(one.__globals__) in self._globals:
                    return one.__qualname__
                waiting.extend(cell for cell in one.__closure__ or ())
            elif isinstance(one, ModuleType):
                if self._stale.get(one.__name__) is one:
                    return one.__name__
            elif isgenerator(one) or iscoroutine(one) or isasyncgen(one):
                if (name := self._running(one)) is not None:
                    return name
            else:
                waiting.extend(gc.get_referents(one))
        return None

    def _running(self, one: Any) -> str | None:
        frame = getattr(one, "gi_frame", None) or getattr(one, "cr_frame", None) or getattr(one, "ag_frame", None)
        return one.__qualname__ if frame is not None and id(frame.f_globals) in self._globals else None

    def holds_old(self, value: Any) -> bool:
        """Whether a value holds anything of the old code."""
        return self._old_in(value) is not None


class _Copy:
    """Copies one value; what it holds twice is the same object twice.

    Args:
        carrying: Which classes are old.
    """

    def __init__(self, carrying: Carrying) -> None:
        self._carrying = carrying
        self._made: dict[int, tuple[Any, Any]] = {}
        """What was copied, by its id, and its copy; holding both keeps the ids true."""

    def of(self, value: Any) -> Any:
        """Return the copy of a value; raises NotCarried."""
        if type(value) in PLAIN:
            return value
        if id(value) in self._made:
            return self._made[id(value)][1]
        kind = type(value)
        if not self._carrying.holds_old(value):
            return value
        maker = next((maker for fits, maker in MAKERS if fits(value)), None)
        successor = self._carrying.successor(kind)
        if isinstance(value, type) and (now := self._carrying.successor(value)) is not None:
            return now
        if maker is None or successor is None:
            raise NotCarried(kind.__qualname__)
        if successor is not kind and shape(kind) != shape(successor):
            raise NotCarried(kind.__qualname__)
        return maker(self, value, successor)

    def keep(self, value: Any, copy: Any) -> Any:
        """Remember a copy, before what is in it is copied: it may hold itself."""
        self._made[id(value)] = value, copy
        return copy

    def several(self, values: Iterable[Any]) -> list[Any]:
        """Return the copies of several values."""
        return [self.of(one) for one in values]


def shape(kind: type) -> object:
    """Return the fields of a class, with their types as they are written; None for one that does not say them."""
    if kind in CONTAINERS:
        return kind
    if issubclass(kind, Enum):
        return [(one.name, repr(one.value)) for one in kind]
    if dataclasses.is_dataclass(kind):
        return [(one.name, written(one.type)) for one in dataclasses.fields(kind)]
    if is_named_tuple(kind):
        hints = getattr(kind, "__annotations__", {})
        return [(name, written(hints.get(name))) for name in vars(kind)["_fields"]]
    fields: Any = getattr(kind, "__struct_fields__", None)
    if fields is not None:
        every = [vars(base).get("__annotations__", {}) for base in reversed(kind.__mro__)]
        hints = {name: hint for one in every for name, hint in one.items()}
        return [(name, written(hints.get(name))) for name in fields]
    fields = getattr(kind, "model_fields", None)
    if isinstance(fields, dict):
        return [(name, written(one.annotation)) for name, one in fields.items()]
    return None


def written(hint: Any) -> str:
    """Return a type hint as text."""
    return hint if isinstance(hint, str) else getattr(hint, "__qualname__", None) or repr(hint)


def is_named_tuple(kind: type) -> bool:
    """Whether a class is a NamedTuple."""
    return issubclass(kind, tuple) and "_fields" in vars(kind)


def _list(copy: _Copy, value: Any, kind: Any) -> Any:
    made = copy.keep(value, kind())
    made.extend(copy.several(value))
    return made


def _deque(copy: _Copy, value: deque[Any], _: Any) -> Any:
    made = copy.keep(value, deque[Any](maxlen=value.maxlen))
    made.extend(copy.several(value))
    return made


def _dict(copy: _Copy, value: Any, kind: Any) -> Any:
    made = copy.keep(value, kind(copy.of(value.default_factory)) if isinstance(value, defaultdict) else kind())
    for key, one in value.items():
        made[copy.of(key)] = copy.of(one)
    return made


def _set(copy: _Copy, value: Any, kind: Any) -> Any:
    return copy.keep(value, kind(copy.several(value)))


def _tuple(copy: _Copy, value: Any, kind: Any) -> Any:
    return copy.keep(value, tuple.__new__(kind, copy.several(value)))


def _enum(copy: _Copy, value: Any, kind: Any) -> Any:
    return copy.keep(value, kind[value.name])


def _dataclass(copy: _Copy, value: Any, kind: Any) -> Any:
    made = copy.keep(value, object.__new__(kind))
    for field in dataclasses.fields(value):
        if hasattr(value, field.name):
            object.__setattr__(made, field.name, copy.of(getattr(value, field.name)))
    return made


def _struct(copy: _Copy, value: Any, kind: Any) -> Any:
    return copy.keep(value, kind(**{name: copy.of(getattr(value, name)) for name in value.__struct_fields__}))


def _model(copy: _Copy, value: Any, kind: Any) -> Any:
    fields = {name: copy.of(getattr(value, name)) for name in type(value).model_fields}
    return copy.keep(value, kind.model_construct(set(value.model_fields_set), **fields))


CONTAINERS = frozenset({list, dict, set, frozenset, tuple, deque, defaultdict, OrderedDict})
MAKERS: list[tuple[Callable[[Any], bool], Callable[[_Copy, Any, Any], Any]]] = [
    (lambda value: type(value) is list, _list),
    (lambda value: type(value) is deque, _deque),
    (lambda value: type(value) in (dict, defaultdict, OrderedDict), _dict),
    (lambda value: type(value) in (set, frozenset), _set),
    (lambda value: type(value) is tuple or is_named_tuple(type(value)), _tuple),
    (lambda value: isinstance(value, Enum), _enum),
    (lambda value: dataclasses.is_dataclass(value) and not isinstance(value, type), _dataclass),
    (lambda value: hasattr(type(value), "__struct_fields__"), _struct),
    (lambda value: "pydantic" in sys.modules and isinstance(getattr(type(value), "model_fields", None), dict), _model),
]
"""What can be made anew, and how."""
