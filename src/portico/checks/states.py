"""Rule: States that share, that forget, or that nobody reads (PC111 to PC115)."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from types import FunctionType
from typing import Any

from portico.checks.facts import Changed, Fact, Raised, Read, Returned
from portico.checks.program import Program, harmless
from portico.checks.source import Source
from portico.checks.value import Value

Place = tuple[Source, ast.AST, str, str]
PLAIN = (list, dict, set, tuple)


def rule(fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield what a fact means for the States."""
    who = f"The handler '{fact.handler.name}'"
    if isinstance(fact, Changed) and fact.target.state is not None and not fact.nested:
        if fact.target.origin is None and forgotten(fact, fact.target.state):
            yield "PC112", f"{who} changes {fact.name}, which came from a State, and does not return it."
    elif isinstance(fact, Raised) and forgotten(fact, fact.state) and counts(fact):
        yield "PC112", f"{who} gives {fact.name}, which came from a State, another value and does not return it."
    elif isinstance(fact, Returned):
        yield from given(fact, who)
    elif isinstance(fact, Read) and fact.attribute == "value" and getattr(fact.target.known, "stored", False):
        yield "PC115", f"{who} reads `.value` of a State: that is not the visitor's."


def forgotten(fact: Fact, state: int) -> bool:
    """Whether a handler does not return a State."""
    return not fact.handler.renders and all(block.number != state for block in fact.handler.outputs)


def counts(fact: Raised) -> bool:
    """Whether a State holds what grows: a number or a container. A text may be continued just to be shown."""
    block = next((one for one in fact.handler.inputs if one.number == fact.state), None)
    return isinstance(getattr(block, "default", None), (int, float, list, dict, set))


def given(fact: Returned, who: str) -> Iterator[tuple[str, str]]:
    """Yield results that put something shared into a State."""
    outputs = fact.handler.outputs
    values = (fact.value,) if len(outputs) == 1 else fact.value.items or ()
    for block, value in zip(outputs, values, strict=False):
        loads = block.given.get("value") is fact.handler.fn  # which is said where the State is made
        if getattr(block, "stored", False) and not loads and shares(value):
            name = value.origin.name if value.origin is not None else "an object"
            yield "PC114", f"{who} puts {name} itself into a State: several visitors then hold the same object."


def shares(value: Value) -> bool:
    """Whether a value is an object that visitors share and that can be changed."""
    if value.origin is None or value.type is None or callable(value.known):
        return False
    return value.type in PLAIN or value.type.__module__ not in ("builtins", "numpy", "torch", "pandas")


def places(program: Program) -> Iterator[Place]:
    """Yield what the page itself, as it was built, says of its States."""
    for app in program.apps:
        blocks = [one for one in app.blocks.values() if getattr(one, "stored", False)]
        for block in blocks:
            name = shared_default(block, program)
            if name:
                yield from at(block, program, "PC111", f"This State begins with {name}, which all visitors share.")
        yield from unread(app, blocks, program)


def unread(app: Any, blocks: list[Any], program: Program) -> Iterator[Place]:
    """Yield States that some function returns and no function takes."""
    listeners = list(app.listeners.values())
    renders = any(type(one).__name__ == "Render" for one in listeners)
    for block in blocks:
        taken = any(block in one.inputs for one in listeners)
        waited = any(block is source for one in listeners for source, _ in one.asked.triggers)
        loaded = any(block in one.outputs for one in program.handlers)
        kept = getattr(block, "delete_callback", None) is not None
        if loaded and not (taken or waited or renders or kept):
            yield from at(block, program, "PC113", "A function returns this State and no function takes it.")


def shared_default(block: Any, program: Program) -> str:
    """Return what the program calls the shared object that a State begins with; empty where it has one of its own."""
    given: Any = block.given.get("value")
    if isinstance(given, FunctionType):
        name, found = returned_name(given, program)
        return name if name and not harmless(found) and not program.marked(found) else ""
    if given is None or harmless(given) or program.marked(given) or isinstance(given, type):
        return ""
    for module in program.modules:
        for name, value in module.items():
            if value is given and not template(given, program):
                return name
    return ""


def template(found: Any, program: Program) -> bool:
    """Whether an object is there to be copied: plain data that is filled, or what a library made."""
    if type(found) in PLAIN:
        return bool(found)
    frozen = getattr(getattr(type(found), "__dataclass_params__", None), "frozen", False)
    return frozen or (not isinstance(found, PLAIN) and not program.owns(type(found)))


def returned_name(fn: FunctionType, program: Program) -> tuple[str, Any]:
    """Return the variable of the module that a function does nothing but return."""
    source = program.function_source(fn)
    node = source.function(fn.__code__) if source is not None else None
    body: Any = getattr(node, "body", None)
    if isinstance(body, list) and len(body) == 1:
        body = getattr(body[0], "value", None)
    if isinstance(body, ast.Name) and body.id in fn.__globals__:
        return body.id, fn.__globals__[body.id]
    return "", None


def at(block: Any, program: Program, code: str, text: str) -> Iterator[Place]:
    """Yield a finding where a State is made."""
    for source, node in calls_of(type(block), program):
        if created(block, node, program, source):
            yield source, node, code, text
            return


def calls_of(kind: type, program: Program) -> Iterator[tuple[Source, ast.Call]]:
    """Yield where the program makes objects of a class."""
    for source in program.sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == kind.__name__:
                yield source, node


def created(block: Any, node: ast.Call, program: Program, source: Source) -> bool:
    """Whether a call made a block: a variable that is assigned there holds it, or its value is what the call names."""
    module = next((one for one in program.modules if program.module_of(one) is source), {})
    for parent in ast.walk(source.tree):
        if isinstance(parent, ast.Assign) and parent.value is node:
            target = parent.targets[0]
            if isinstance(target, ast.Name) and target.id in module:
                return module[target.id] is block
    first = node.args[0] if node.args else next((one.value for one in node.keywords if one.arg == "value"), None)
    given = block.given.get("value")
    if isinstance(first, ast.Name):
        return module.get(first.id, inspect) is given
    if first is None:
        return given is None
    try:
        return bool(ast.literal_eval(first) == given)
    except (ValueError, TypeError, SyntaxError):
        return False
