"""What a call does and gives: the program's own functions are read, those of libraries are looked up."""

from __future__ import annotations

import ast
import functools
import inspect
import logging
import os
import sys
import tempfile
from dataclasses import fields, is_dataclass, replace
from pathlib import Path, PurePath
from types import FunctionType, MethodType
from typing import Any

from portico.checks import library
from portico.checks.attributes import any_element, attribute_of, class_of, element_of, name_in_tables
from portico.checks.facts import Called, Changed, Remembered
from portico.checks.frame import Engine, Frame, parameters
from portico.checks.program import underlying
from portico.checks.value import (
    BLANK,
    NOTHING,
    UNKNOWN,
    Above,
    Held,
    Inner,
    Origin,
    Unknown,
    Value,
    cleared,
    joined,
    taints,
)

FIXED: dict[Any, Any] = {tempfile.gettempdir: tempfile.gettempdir, os.getcwd: os.getcwd}
"""Functions that always give the same."""
TAINTED_BY_KIND = library.TYPED | library.SENT


class Calls:
    """The calls that one function makes.

    Args:
        engine: Reads the program's functions.
        frame: The function's variables.
    """

    def __init__(self, engine: Engine, frame: Frame) -> None:
        self.engine = engine
        self.frame = frame

    def call(
        self, node: ast.Call, fn: Value, target: Value, args: tuple[Value, ...], keywords: dict[str, Value]
    ) -> Value:
        """Tell what a call does, and return what is known of its result.

        Args:
            node: Where.
            fn: What is called.
            target: The object before the dot; blank where there is none.
            args: The arguments by position.
            keywords: Those by name.
        """
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        own = self._own(fn, args, keywords)
        if own is not None:
            return own
        name = name_in_tables(fn)
        args = tuple(self._as_text(one) for one in args)
        self._tell_call(node, name, method, target, args, keywords)
        self._tell_change(node, name, method, target, args, keywords)
        handed = self._hand_over(fn, target, args, keywords)
        found = self._result(name, method, fn, target, args, keywords)
        if method in library.RUNNERS or name.rpartition(".")[2] in library.RUNNERS:
            found = replace(found, taint=found.taint | taints([handed]))
        return found

    def special(self, value: Value, name: str, *args: Value) -> Value | None:
        """Read a method that Python calls by itself, such as `__getitem__`, of an object of the program's own."""
        if value.type is None or not self.engine.program.owns(value.type):
            return None
        fn = inspect.getattr_static(value.type, name, None)
        if not isinstance(fn, FunctionType) or not self.engine.program.owns(fn):
            return None
        found = self.engine.call(Value(known=fn, bound=value), args, {})
        self.engine.grown = {}
        return found

    def _as_text(self, value: Value) -> Value:
        """Return a value with what is in its text, where a library may ask for that."""
        told = self.special(value, "__str__") or self.special(value, "__repr__")
        return value if told is None else replace(value, taint=value.taint | taints([told]))

    def text_of(self, value: Value) -> Value:
        """Return what is known of an object as a text."""
        return self.special(value, "__format__") or self._as_text(value)

    # The program's own

    def _own(self, fn: Value, args: tuple[Value, ...], keywords: dict[str, Value]) -> Value | None:
        known, program = fn.known, self.engine.program
        if fn.choices:
            return self._one_of(fn.choices, args, keywords)
        if isinstance(known, Held):
            found = self._own(known.fn, (*known.args, *args), {**dict(known.keywords), **keywords})
            self.engine.grown = {}
            return found
        if fn.local is not None:
            return self.engine.call(fn, args, keywords)
        if isinstance(known, Inner):
            return self._object(known.object, args, keywords)
        if isinstance(known, functools.partial):
            inner = Value(known=known.func)
            given = tuple(self._held(one) for one in known.args)
            named = {name: self._held(one) for name, one in known.keywords.items()}
            found = self._own(inner, (*given, *args), {**named, **keywords})
            self.engine.grown = {}
            return found
        if isinstance(known, type):
            return self._made(known, args, keywords) if program.owns(known) else None
        if hasattr(known, "cache_info") and hasattr(known, "__wrapped__"):
            return self._remembered(fn, args, keywords)
        if type(known).__module__ == "portico.app.resource":
            return BLANK
        if isinstance(known, Unknown) and fn.kind is not None and program.owns(fn.kind):
            calling = inspect.getattr_static(fn.kind, "__call__", None)
            return self.engine.call(Value(known=calling, bound=fn), args, keywords) if callable(calling) else None
        under = underlying(known) if not isinstance(known, Unknown) else None
        while isinstance(under, FunctionType) and not program.owns(under) and hasattr(under, "__wrapped__"):
            under = known = underlying(vars(under)["__wrapped__"])  # what a library's decorator made of it calls it
            fn = Value(known=under, bound=fn.bound)
        if under is None or not program.owns(under):
            return None
        if not isinstance(known, FunctionType) and fn.bound is None and not hasattr(known, "__func__"):
            fn = Value(known=under, bound=fn)  # an object that can be called
        return self.engine.call(fn, args, keywords)

    def _held(self, found: Any) -> Value:
        return Value(known=found, origin=Origin("closure", type(found).__name__))

    def _one_of(self, choices: tuple[Value, ...], args: tuple[Value, ...], keywords: dict[str, Value]) -> Value | None:
        """Read each of the functions of which one is called."""
        found: list[Value | None] = []
        grown: dict[int | str, Value] = {}
        for one in choices:
            self.engine.grown = {}
            found.append(self._own(one, args, keywords))
            for at, value in self.engine.grown.items():
                grown[at] = joined([grown.get(at), value])
        self.engine.grown = grown
        return joined(found) if any(one is not None for one in found) else None

    def _made(self, kind: type, args: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        """Read what makes an object of a class of the program."""
        init = inspect.getattr_static(kind, "__init__", None)
        if isinstance(init, FunctionType) and self.engine.program.owns(init):
            return self._object(Value(kind=kind), args, keywords)
        new = Value(kind=kind, taint=taints((*args, *keywords.values())))
        if is_dataclass(kind):
            names = [one.name for one in fields(kind) if one.init]
            members = {
                **dict(zip(names, args, strict=False)),
                **{one: keywords[one] for one in names if one in keywords},
            }
            new = Value(kind=kind, members=tuple(members.items()))
        return new

    def _object(self, new: Value, args: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        """Read what `__init__` puts into a new object."""
        init = attribute_of(new, "__init__", self.engine.program)
        self.engine.grown = {}
        if init.callable:
            self.engine.call(init, args, keywords)
        grown, self.engine.grown = self.engine.grown, {}
        return grown.get(-1, new)

    def _remembered(self, fn: Value, args: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        wrapped: Any = fn.known.__wrapped__
        if not self.engine.program.owns(wrapped):
            return BLANK
        source = self.engine.program.function_source(wrapped)
        defined = source.function(wrapped.__code__) if source is not None else None
        if source is not None and defined is not None:
            handler, given = self.engine.handler, (*args, *keywords.values())
            first = next(iter(getattr(defined, "decorator_list", [])), defined)
            method = fn.bound is not None
            self.engine.tell(Remembered(handler, source, first, False, wrapped.__qualname__, given, method))
        return self.engine.call(Value(known=wrapped, bound=fn.bound), args, keywords)

    # Libraries

    def _tell_call(
        self, node: ast.Call, name: str, method: str, target: Value, args: tuple[Value, ...], keywords: dict[str, Value]
    ) -> None:
        frame = self.frame
        nested = frame.outer is not None
        self.engine.tell(
            Called(
                self.engine.handler, frame.source, node, nested, name, method, target, args, keywords, frame.first > 0
            )
        )

    def _tell_change(
        self, node: ast.Call, name: str, method: str, target: Value, args: tuple[Value, ...], keywords: dict[str, Value]
    ) -> None:
        changed, key, value = BLANK, BLANK, joined((*args, *keywords.values()))
        if name in library.FIRST_CHANGED and args:
            changed, how = args[0], name.rpartition(".")[2]
        elif method and (mutates(target, method) or self._in_place(target, keywords)):
            changed, how = target, method
            if method in ("setdefault", "pop", "get") and args:
                key = args[0]
        else:
            return
        if name in ("builtins.setattr", "operator.setitem") and len(args) > 1:
            key = args[1]
        described = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        if not described and node.args:
            described = ast.unparse(node.args[0])
        first = self.frame.first > 0 or method == "setdefault"
        frame = self.frame
        self.engine.tell(
            Changed(
                self.engine.handler, frame.source, node, frame.outer is not None, changed, how, described, key, value,
                first,
            )
        )  # fmt: skip

    @staticmethod
    def _in_place(target: Value, keywords: dict[str, Value]) -> bool:
        return target.origin is not None and library.INPLACE in keywords and keywords[library.INPLACE].known is True

    def _hand_over(self, fn: Value, target: Value, args: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        """Read the program's functions that a library is given to call: `Thread(target=…)`, `map`, `button.click`."""
        found: list[Value | None] = []
        if name_in_tables(fn) == "functools.partial":
            return BLANK  # it calls nothing yet
        given = [*args, *keywords.values()]
        for at, one in enumerate(given):
            if not any(self._is_own(choice) for choice in one.choices or (one,)):
                continue
            if target.kind is not None and hasattr(target.kind, "event_names"):
                inputs = keywords.get("inputs") or (args[1] if len(args) > 1 else BLANK)
                passed = tuple(Value(taint=taint_of(part.kind)) for part in inputs.items or (inputs,))
            else:
                after = list(args[at + 1 :]) if at < len(args) else [other for other in args if not other.callable]
                rest = [other for other in after if not other.callable] or [
                    other for place, other in enumerate(given) if place != at and not other.callable
                ]
                listed = keywords.get("args")
                passed = listed.items or () if listed is not None else tuple(spread(fn, rest))
            found.append(self._own(one, passed, {}))
        self.engine.grown = {}
        return joined(found)

    def _is_own(self, value: Value) -> bool:
        known = value.known
        if value.local is not None or isinstance(known, Held):
            return True
        return isinstance(known, (FunctionType, MethodType)) and self.engine.program.owns(underlying(known))

    def _result(
        self, name: str, method: str, fn: Value, target: Value, args: tuple[Value, ...], keywords: dict[str, Value]
    ) -> Value:
        given = (*args, *keywords.values())
        if name == "builtins.globals":
            return Value(known=self.frame.module, origin=Origin("global", "globals()"))
        if name == "builtins.type" and len(args) == 1 and self.engine.program.owns(args[0].type):
            return class_of(args[0])
        if name == "builtins.super" and not args:
            return self._above()
        if name == "functools.partial" and args:
            return Value(known=Held(args[0], args[1:], tuple(keywords.items())))
        if name == "logging.getLogger":
            return Value(kind=logging.Logger)
        exact = self._exact(fn, method, target, args)
        if exact is not None:
            return exact
        module = name.rpartition(".")[0]
        if module in library.UNIQUE:
            return Value(taint=frozenset({"fresh"}))
        if name in library.MEASURES or module in library.MEASURING or name in library.MEASURING:
            return BLANK
        if isinstance(fn.known, type) and hasattr(fn.known, "event_names"):
            return Value(kind=fn.known, taint=taints(given))
        if method and not name:
            return self._of_method(method, target, args, taints(given))
        if name in library.COPIES:
            return self._copied(args)
        found = Value(taint=taints(given) if self._passes_on(name, given) else NOTHING)
        if name in ("pathlib.Path", "pathlib.PurePath"):
            found = Value(kind=Path, taint=found.taint)
        if name in library.SAFE_NAMES:
            found = cleared(found, "path")
        if name in library.SAFE_WORDS or name in library.PARSED:
            found = cleared(found, "code")
        return found

    def _above(self) -> Value:
        """Return what `super()` is, in a method."""
        first = next(iter(parameters(self.frame.node)), None)
        this = self.frame.variables.get(first.arg, BLANK) if first is not None else BLANK
        kinds = this.type.__mro__ if this.type is not None else ()
        name = getattr(self.frame.node, "name", "")
        for at, kind in enumerate(kinds):
            fn = underlying(vars(kind).get(name))
            source = self.engine.program.function_source(fn) if fn is not None else None
            if fn is not None and source is not None and source.function(fn.__code__) is self.frame.node:
                return Value(known=Above(this, kinds[at + 1 :]))
        return BLANK

    def _copied(self, args: tuple[Value, ...]) -> Value:
        if not args:
            return BLANK
        return Value(taint=taints(args), kind=args[0].type, state=None, items=args[0].items)

    @staticmethod
    def _passes_on(name: str, given: tuple[Value, ...]) -> bool:
        """Whether what a function gives says what it was given."""
        top = name.partition(".")[0]
        if not name or top in sys.stdlib_module_names or top in ("builtins", "portico"):
            return bool(name) or bool(taints(given) & {"file"})
        return name.rpartition(".")[2].lower().startswith(tuple(library.READERS))

    @staticmethod
    def _of_method(method: str, target: Value, args: tuple[Value, ...], given: frozenset[str]) -> Value:
        if method in library.COUNTING:
            return BLANK
        if method in ("get", "setdefault", "pop") and args:
            return element_of(target, args[0])
        if method in ("items", "values", "popleft", "pop"):
            return any_element(target)
        if target.kind is str or isinstance(target.known, str) or method in library.FILLED:
            found = Value(taint=target.taint | given)
        else:
            found = Value(taint=target.taint)
        if method in ("replace", "translate") and args and args[0].known in ("/", "..", "../", "\\"):
            found = cleared(found, "path")
        return found

    @staticmethod
    def _exact(fn: Value, method: str, target: Value, args: tuple[Value, ...]) -> Value | None:
        """Return what a call of a harmless function gives, where all that it is given is known."""
        plain = [one.known for one in args]
        if any(not isinstance(one, (str, PurePath)) for one in plain):
            return None
        if fn.known in (tempfile.gettempdir, os.getcwd) and not args:
            return Value(known=fn.known())
        if fn.known in (os.path.join, Path, PurePath) and args:
            return Value(known=fn.known(*plain))
        if fn.known in (str, os.fspath, os.path.abspath) and len(args) == 1:
            return Value(known=fn.known(*plain))
        if isinstance(target.known, PurePath) and method in ("joinpath", "with_suffix", "with_name", "with_stem"):
            return Value(known=getattr(target.known, method)(*plain))
        if isinstance(target.known, Path) and method in ("resolve", "absolute", "as_posix") and not args:
            return Value(known=target.known)
        return None


def mutates(target: Value, method: str) -> bool:
    """Whether a method changes its object."""
    kind = target.type
    if kind is None or (target.known is UNKNOWN and kind is object):
        return method in library.ANYWAY and not target.dotted
    return any(method in library.MUTATORS.get(one.__name__, ()) for one in kind.__mro__)


def spread(fn: Value, rest: list[Value]) -> list[Value]:
    """Return what a library gives a function of the program that it was given together with other values."""
    if name_in_tables(fn) in ("builtins.map", "builtins.filter", "builtins.sorted", "builtins.min", "builtins.max"):
        return [any_element(one) for one in rest]
    return rest


def taint_of(kind: type | None) -> frozenset[str]:
    """Return what of a visitor is in the value of a component of that class."""
    names = [one.__name__.lower() for one in kind.__mro__] if kind is not None else []
    if any(name in library.TYPED for name in names):
        return library.WORDS
    if any(name in library.SENT for name in names):
        return frozenset({"file"})
    return NOTHING
