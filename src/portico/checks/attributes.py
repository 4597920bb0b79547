"""What an attribute, an element, or the name of something in a library is, without running any code of it."""

from __future__ import annotations

import ast
import functools
import inspect
from dataclasses import replace
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, cast

from portico.checks.frame import Unread
from portico.checks.library import LAZY_TYPES, MEASURED, NAMES_ONLY, WORDS, canonical
from portico.checks.program import Program, harmless
from portico.checks.value import ANY, BLANK, NOTHING, UNKNOWN, Above, Method, Origin, Unknown, Value, cleared, joined

VISITOR = frozenset({"session_hash", "username"})
PLACES = frozenset({"loc", "iloc", "at", "iat", "flat"})
"""What a table or an array changes itself by."""
SAMPLE = 20
"""Elements of a container that are looked at to tell what its elements are."""
WRITTEN: dict[type, type] = {ast.List: list, ast.Dict: dict, ast.Set: set, ast.ListComp: list, ast.DictComp: dict}
"""What stands in the source → the class of what it makes."""
FILES = ("files", "path", "file")
REQUEST = frozenset({"request"})


def attribute_of(base: Value, name: str, program: Program) -> Value:
    """Return what is known of `base.name`."""
    given = base.member(name)
    if given is not None and isinstance(given.known, Method):
        return Value(local=given.known.local, bound=base)
    if given is not None and base.kind is not dict:
        return given if base.origin is None else _of_shared(_attribute(base, name, program), given)
    return _attribute(base, name, program)


def _of_shared(found: Value, given: Value) -> Value:
    """Return what a call put into something shared, which is shared from then on."""
    if found.callable:
        return found
    return replace(joined([found, given]), origin=found.origin or given.origin)


def _attribute(base: Value, name: str, program: Program) -> Value:
    known = base.known
    if isinstance(known, Unread):
        return known.frame.variables.get(name, BLANK)
    if isinstance(known, Above):
        return _of_above(known, name)
    if name == "__class__" and program.owns(base.type):
        return class_of(base)
    if base.dotted:
        return Value(dotted=f"{base.dotted}.{name}", taint=base.taint)
    if isinstance(known, ModuleType):
        return _of_module(known, name, program)
    if isinstance(known, type):
        return _of_class(base, known, name, program)
    if not isinstance(known, Unknown) and program.owns(type(known)):
        return _of_instance(base, known, name, program)
    if base.kind is not None and program.owns(base.kind):
        return _of_fresh(base, base.kind, name, program)
    return _of_any(base, name)


def _of_above(above: Above, name: str) -> Value:
    for kind in above.kinds:
        found = vars(kind).get(name)
        if isinstance(found, FunctionType):
            return Value(known=found, bound=above.value)
    return BLANK


def class_of(value: Value) -> Value:
    """Return the class of a value, which all its objects share."""
    return Value(known=value.type, origin=Origin("class", getattr(value.type, "__name__", "")))


def _of_any(base: Value, name: str) -> Value:
    taint = base.taint
    if name in PLACES:
        return Value(origin=base.origin, taint=taint, state=base.state)
    if "request" in taint and name in VISITOR:
        return Value(taint=frozenset({"visitor"}) | (REQUEST if name == "username" else NOTHING))
    if name in MEASURED:
        taint = taint - {"text", "code", "path", "file"}
    found = base.part() if base.known is UNKNOWN or not _foreign(base.known) else Value(taint=base.taint)
    found = Value(origin=found.origin, taint=taint, state=found.state)
    return cleared(found, "path") if name in NAMES_ONLY else found


def _of_module(module: ModuleType, name: str, program: Program) -> Value:
    if program.owns(module):
        if name in vars(module):
            return program.shared_value(vars(module)[name], vars(module), name)
        return Value(dotted=f"{module.__name__}.{name}")
    found = vars(module).get(name, UNKNOWN)
    origin = Origin("library", f"{module.__name__}.{name}")
    if isinstance(found, LAZY_TYPES) or harmless(found):
        origin = None
    return Value(
        known=found, origin=origin, dotted="" if isinstance(found, ModuleType) else f"{module.__name__}.{name}"
    )


def _of_class(base: Value, kind: type, name: str, program: Program) -> Value:
    found = inspect.getattr_static(kind, name, UNKNOWN)
    if isinstance(found, staticmethod):
        return Value(known=found.__func__)
    if isinstance(found, classmethod):
        return Value(known=found.__func__, bound=base)
    if found is UNKNOWN or not program.owns(kind):
        return Value(known=found) if isinstance(found, FunctionType) else BLANK
    if isinstance(found, FunctionType) or harmless(found) or _marked(kind, name, program):
        return Value(known=found)
    return Value(known=found, origin=Origin("class", f"{kind.__name__}.{name}"))


def _of_instance(base: Value, instance: Any, name: str, program: Program) -> Value:
    held: Any = getattr(instance, "__dict__", {})
    if name in held:
        found = held[name]
        if harmless(found) or program.marked(found) or _marked(type(instance), name, program):
            return Value(known=found)
        origin = None
        if base.origin is not None:
            kind = "instance" if base.origin.kind in ("instance", "closure") else base.origin.kind
            origin = Origin(kind, f"{base.origin.name}.{name}")
        return Value(known=found, origin=origin, taint=base.taint, state=base.state)
    return _of_fresh(base, type(instance), name, program)


def _of_fresh(base: Value, kind: type, name: str, program: Program) -> Value:
    """Return an attribute of an object of a class of the program, of which only the class is known."""
    found = inspect.getattr_static(kind, name, UNKNOWN)
    if isinstance(found, staticmethod):
        return Value(known=found.__func__)
    if isinstance(found, classmethod):
        return Value(known=found.__func__, bound=Value(known=kind))
    if isinstance(found, FunctionType) or hasattr(found, "cache_info"):
        return Value(known=found, bound=base)
    if isinstance(found, property):
        return Value(known=found, bound=base)
    if found is UNKNOWN or sets_itself(kind, name, program) or hasattr(type(found), "__get__"):
        return base.part(kind=made_as(kind, name, program))
    if harmless(found) or _marked(kind, name, program):
        return Value(known=found, taint=base.taint)
    return Value(known=found, origin=Origin("class", f"{kind.__name__}.{name}"))


def sets_itself(kind: type, name: str, program: Program) -> bool:
    """Whether the objects of a class have that attribute of their own."""
    for one in kind.__mro__:
        if "__dataclass_fields__" in vars(one) and name in vars(one)["__dataclass_fields__"]:
            return True
        init = vars(one).get("__init__")
        source = program.function_source(init) if isinstance(init, FunctionType) else None
        node = source.function(init.__code__) if source is not None and isinstance(init, FunctionType) else None
        for part in ast.walk(node) if node is not None else ():
            if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store) and part.attr == name:
                return True
    return False


def made_as(kind: type, name: str, program: Program) -> type | None:
    """Return what the objects of a class begin an attribute with, where that is an empty or written-down container."""
    init = vars(kind).get("__init__")
    source = program.function_source(init) if isinstance(init, FunctionType) else None
    node = source.function(init.__code__) if source is not None and isinstance(init, FunctionType) else None
    for part in ast.walk(node) if node is not None else ():
        if isinstance(part, ast.Assign) and any(isinstance(t, ast.Attribute) and t.attr == name for t in part.targets):
            return WRITTEN.get(type(part.value))
    return None


def _marked(kind: type, name: str, program: Program) -> bool:
    for one in kind.__mro__:
        for member in vars(one).values():
            source = program.function_source(member) if isinstance(member, FunctionType) else None
            if source is not None:
                return name in source.shared_inside
    return False


def _foreign(known: Any) -> bool:
    """Whether an object is one of a library, whose parts may as well be copies."""
    return type(known).__module__ not in ("builtins", "collections", "types")


def element_of(base: Value, key: Value) -> Value:
    """Return what is known of `base[key]`."""
    if isinstance(key.known, str) and key.known in FILES and "text" in base.taint:
        # Of a message: the files that came with it are the visitor's own.
        return Value(taint=base.taint - WORDS | {"file"}, state=base.state)
    given = base.member(key.known) if isinstance(key.known, (str, int)) else None
    if given is not None:
        return given if base.origin is None else _of_shared(base.part(), given)
    if base.items is not None and isinstance(key.known, int) and -len(base.items) <= key.known < len(base.items):
        return base.items[key.known]
    if key.taint & {"visitor", "state", "fresh"}:
        # What stands under a visitor's own key is the visitor's.
        return Value(taint=base.taint | frozenset({"state"}))
    known: Any = base.known
    if base.members and (isinstance(key.known, Unknown) or base.member(ANY) is not None):
        return any_element(base)
    if not isinstance(known, (list, dict, tuple)):
        return Value(taint=base.taint) if not isinstance(known, Unknown) and _foreign(known) else base.part()
    if not isinstance(key.known, Unknown):
        try:
            return _member(base, cast("Any", known)[key.known])
        except (LookupError, TypeError):
            return base.part()
    return any_element(base)


def any_element(base: Value) -> Value:
    """Return what is known of any element of a container."""
    if base.items is not None:
        return joined(base.items)
    if base.members:
        found = joined(one for _, one in base.members)
        return replace(found, taint=found.taint | base.taint, origin=found.origin or base.origin)
    known = base.known
    if isinstance(known, (list, dict, tuple, set, frozenset)):
        held: list[Any] = list(known.values() if isinstance(known, dict) else known)[:SAMPLE]
        if held and all(harmless(one) for one in held):
            return Value(taint=base.taint, state=base.state)
        if held and all(isinstance(one, (FunctionType, MethodType, functools.partial)) for one in held):
            return joined([Value(known=one) for one in held])
        kinds = {type(one) for one in held}
        return base.part(kind=kinds.pop() if len(kinds) == 1 else None)
    if not isinstance(known, Unknown) and _foreign(known):
        return Value(taint=base.taint)
    return base.part()


def _member(base: Value, found: Any) -> Value:
    return Value(known=found, origin=None if harmless(found) else base.origin, taint=base.taint, state=base.state)


def name_in_tables(value: Value) -> str:
    """Return what a function of a library is called in the tables; empty where that is unknown."""
    if value.dotted:
        module, _, name = value.dotted.rpartition(".")
        return canonical(module, name) if module else name
    known = value.known
    if isinstance(known, ModuleType):
        return known.__name__
    if isinstance(known, (FunctionType, BuiltinFunctionType, type)) or hasattr(known, "__qualname__"):
        module = getattr(known, "__module__", None) or "builtins"
        name = getattr(known, "__qualname__", "")
        return canonical("pathlib" if module.startswith("pathlib") else module, name)
    return ""
