"""What a call does and gives: the program's own functions are read, those of libraries are looked up."""

from __future__ import annotations

import ast
import functools
import logging
import os
import sys
import tempfile
from pathlib import Path, PurePath
from types import FunctionType
from typing import Any

from portico.checks import library
from portico.checks.attributes import any_element, class_of, element_of, name_in_tables
from portico.checks.facts import Called, Changed, Remembered
from portico.checks.frame import Engine, Frame
from portico.checks.program import underlying
from portico.checks.value import BLANK, NOTHING, UNKNOWN, Origin, Unknown, Value, cleared, joined, taints

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
        self._tell_call(node, name, method, target, args, keywords)
        self._tell_change(node, name, method, target, args, keywords)
        self._hand_over(fn, target, args, keywords)
        return self._result(name, method, fn, target, args, keywords)

    # The program's own

    def _own(self, fn: Value, args: tuple[Value, ...], keywords: dict[str, Value]) -> Value | None:
        known, program = fn.known, self.engine.program
        if fn.local is not None:
            return self.engine.call(fn, args, keywords)
        if isinstance(known, functools.partial):
            inner = Value(known=known.func)
            given = tuple(self._held(one) for one in known.args)
            named = {name: self._held(one) for name, one in known.keywords.items()}
            return self._own(inner, (*given, *args), {**named, **keywords})
        if isinstance(known, type):
            return self._made(known, args, keywords) if program.owns(known) else None
        if hasattr(known, "cache_info") and hasattr(known, "__wrapped__"):
            return self._remembered(fn, args, keywords)
        if type(known).__module__ == "portico.app.resource":
            return BLANK
        under = underlying(known) if not isinstance(known, Unknown) else None
        if under is None or not program.owns(under):
            return None
        if not isinstance(known, FunctionType) and fn.bound is None and not hasattr(known, "__func__"):
            fn = Value(known=under, bound=fn)  # an object that can be called
        return self.engine.call(fn, args, keywords)

    def _held(self, found: Any) -> Value:
        return Value(known=found, origin=Origin("closure", type(found).__name__))

    def _made(self, kind: type, args: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
        """Read what makes an object of a class of the program."""
        new = Value(kind=kind, taint=taints((*args, *keywords.values())))
        init = kind.__dict__.get("__init__")
        if isinstance(init, FunctionType) and self.engine.program.owns(init):
            self.engine.call(Value(known=init, bound=new), args, keywords)
        return new

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

    def _hand_over(self, fn: Value, target: Value, args: tuple[Value, ...], keywords: dict[str, Value]) -> None:
        """Read the program's functions that a library is given to call: `Thread(target=…)`, `map`, `button.click`."""
        given = [*args, *keywords.values()]
        for at, one in enumerate(given):
            known = one.known
            is_own = isinstance(known, FunctionType) and self.engine.program.owns(known)
            if one.local is None and not is_own:
                continue
            if target.kind is not None and hasattr(target.kind, "event_names"):
                inputs = keywords.get("inputs") or (args[1] if len(args) > 1 else BLANK)
                passed = tuple(Value(taint=taint_of(part.kind)) for part in inputs.items or (inputs,))
            else:
                rest = [other for place, other in enumerate(given) if place != at and other.local is None]
                listed = keywords.get("args")
                passed = listed.items or () if listed is not None else tuple(spread(fn, rest))
            self.engine.call(one, passed, {})

    def _result(
        self, name: str, method: str, fn: Value, target: Value, args: tuple[Value, ...], keywords: dict[str, Value]
    ) -> Value:
        given = (*args, *keywords.values())
        if name == "builtins.globals":
            return Value(known=self.frame.module, origin=Origin("global", "globals()"))
        if name == "builtins.type" and len(args) == 1 and self.engine.program.owns(args[0].type):
            return class_of(args[0])
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
        if target.kind is str or isinstance(target.known, str):
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
