"""Statements: what the body of a function does, told in the order in which it is done."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from types import ModuleType

from portico.checks import places
from portico.checks.attributes import any_element, attribute_of
from portico.checks.calls import taint_of
from portico.checks.conditions import LOOKUPS, absent, checked, names_in, there
from portico.checks.expressions import Expressions
from portico.checks.facts import Assigned, Changed, Raised
from portico.checks.frame import Engine, Frame, module_value
from portico.checks.value import BLANK, Inner, Local, Value, cleared, joined, taints

ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
CONTAINERS = (list, dict, set, bytearray)


class Statements:
    """The body of one function.

    Args:
        engine: Reads the program's functions, and hears what happens.
        frame: The function's variables.
        gives: Told of each result, and where it stands.
    """

    def __init__(self, engine: Engine, frame: Frame, gives: Callable[[Value, ast.AST], None]) -> None:
        self.engine = engine
        self.frame = frame
        self.gives = gives
        self.expressions = Expressions(engine, frame, gives)
        self.of = self.expressions.of
        self.defined: list[tuple[Local, tuple[Value, ...]]] = []
        """The functions that are defined in it, and what they are given where that is known."""

    def all(self, body: Sequence[ast.stmt]) -> bool:
        """Read statements; return whether what follows them is never reached."""
        for at, node in enumerate(body):
            if isinstance(node, ast.If) and self._leaves(node, body[at + 1 :]):
                return True
            if not isinstance(node, ast.If):
                self.one(node)
            if isinstance(node, ENDS):
                return True
        return False

    def one(self, node: ast.stmt) -> None:
        """Read a statement."""
        how = getattr(self, f"_{type(node).__name__.lower()}", None)
        if how is not None:
            how(node)

    # Branches

    def _leaves(self, node: ast.If, rest: Sequence[ast.stmt]) -> bool:
        """Read an `if` and all that follows it; return whether that was done."""
        self.of(node.test)
        self._clear(node.test)
        frame = self.frame
        before = dict(frame.variables)
        first = absent(node.test, frame)
        frame.first += first
        ended = self.all(node.body)
        frame.first -= first
        after_body = frame.variables
        frame.variables = dict(before)
        otherwise = there(node.test, frame)
        frame.first += otherwise
        ended_else = self.all(node.orelse)
        if ended and not ended_else:
            # What follows belongs to the other branch.
            self.all(rest)
            frame.first -= otherwise
            return True
        frame.first -= otherwise
        if ended_else and not ended:
            frame.variables = after_body
        elif not ended:
            frame.merge([after_body, frame.variables])
        self.all(rest)
        return True

    def _clear(self, test: ast.expr) -> None:
        for name, whole in checked(test):
            value = self.frame.variables.get(name)
            if value is not None and value.taint:
                self.frame.grow(name, cleared(value, "path", "code") if whole else cleared(value, "path"))

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        element = any_element(self.of(node.iter))
        for _ in range(2):  # what one round leaves, the next one finds
            self._bind(node.target, element, node)
            before = dict(self.frame.variables)
            self.all(node.body)
            self.frame.merge([before, self.frame.variables])
        self.all(node.orelse)

    _asyncfor = _for

    def _while(self, node: ast.While) -> None:
        self.of(node.test)
        for _ in range(2):
            before = dict(self.frame.variables)
            self.all(node.body)
            self.frame.merge([before, self.frame.variables])
        self.all(node.orelse)

    def _try(self, node: ast.Try) -> None:
        before = dict(self.frame.variables)
        self.all(node.body)
        ends = [self.frame.variables]
        for handler in node.handlers:
            self.frame.variables = {**before, **ends[0]}
            first = handler.type is not None and bool(LOOKUPS & set(names_in(handler.type)))
            self.frame.first += first
            if not self.all(handler.body):
                ends.append(self.frame.variables)
            self.frame.first -= first
        self.frame.merge(ends)
        self.all(node.orelse)
        self.all(node.finalbody)

    def _trystar(self, node: ast.Try) -> None:
        self._try(node)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for one in node.items:
            value = self.of(one.context_expr)
            for name in ("__enter__", "__aenter__"):
                value = self.expressions.calls.special(value, name) or value
            if one.optional_vars is not None:
                self._bind(one.optional_vars, value, node)
        self.all(node.body)

    _asyncwith = _with

    def _match(self, node: ast.Match) -> None:
        subject = self.of(node.subject)
        before = dict(self.frame.variables)
        ends = [before]
        for case in node.cases:
            self.frame.variables = dict(before)
            for part in ast.walk(case.pattern):
                if isinstance(part, (ast.MatchAs, ast.MatchStar)) and part.name:
                    self.frame.set(part.name, subject.part())
            self.all(case.body)
            ends.append(self.frame.variables)
        self.frame.merge(ends)

    # Values

    def _expr(self, node: ast.Expr) -> None:
        self.of(node.value)

    def _return(self, node: ast.Return) -> None:
        self.gives(self.of(node.value), node)

    def _raise(self, node: ast.Raise) -> None:
        self.of(node.exc)

    def _assert(self, node: ast.Assert) -> None:
        self.of(node.test)
        self._clear(node.test)

    def _assign(self, node: ast.Assign) -> None:
        value = self.of(node.value)
        for target in node.targets:
            if isinstance(target, ast.Name) and continues(node.value, target.id):
                self._raised(target.id, node)
            self._bind(target, value, node)

    def _annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._bind(node.target, self.of(node.value), node)

    def _augassign(self, node: ast.AugAssign) -> None:
        value = self.of(node.value)
        if not isinstance(node.target, ast.Name):
            self._put(node.target, value, node, "assigns to", first=False)
            return
        name = node.target.id
        before = self.frame.find(name, self.engine.program)
        if name in self.frame.declared or name in self.frame.around:
            self._rebind(name, joined([before, value]), node, first=False)
            return
        kind = before.type
        if (
            kind is not None
            and issubclass(kind, CONTAINERS)
            and (before.origin is not None or before.state is not None)
        ):
            self._tell(before, "adds to", name, BLANK, value, node)
        self._raised(name, node)
        if kind is not None and issubclass(kind, CONTAINERS):
            more = [*(value.items or ()), *(one for _, one in value.members)]
            places.grow(
                self.frame, node.target, lambda held: places.mixed(held, joined([*more, Value(taint=taints([value]))]))
            )
            return
        taint = before.taint | taints([value])
        self.frame.set(name, Value(kind=kind, origin=before.origin, taint=taint, state=before.state))

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if not isinstance(target, ast.Name):
                self._put(target, BLANK, node, "deletes from", first=False)
            elif target.id in self.frame.declared:
                self._rebind(target.id, BLANK, node, first=False)

    def _raised(self, name: str, node: ast.stmt) -> None:
        state = self.frame.states.get(name)
        if state is not None:
            self.engine.tell(Raised(self.engine.handler, self.frame.source, node, False, state, name))

    def _bind(self, target: ast.expr, value: Value, node: ast.stmt) -> None:
        if isinstance(target, ast.Name):
            if target.id in self.frame.declared or target.id in self.frame.around:
                self._rebind(target.id, value, node, first=self.frame.first > 0 or alternative(node, target))
            else:
                self.frame.set(target.id, value)
        elif isinstance(target, (ast.Attribute, ast.Subscript)):
            self._put(target, value, node, "assigns to", first=self.frame.first > 0 or alternative(node, target))
        elif isinstance(target, ast.Starred):
            self._bind(target.value, value.part(), node)
        elif isinstance(target, (ast.Tuple, ast.List)):
            items = value.items if value.items is not None and len(value.items) == len(target.elts) else None
            for at, one in enumerate(target.elts):
                self._bind(one, items[at] if items is not None else any_element(value), node)

    def _rebind(self, name: str, value: Value, node: ast.stmt, first: bool) -> None:
        """Tell that a variable which is not the call's own gets a value."""
        frame = self.frame
        if name in frame.around:
            holder = frame.holder(name)
            if holder is not None:
                holder.set(name, value)
                return
        kind = "closure" if name in frame.around else "global"
        if name in (frame.source.shared if kind == "global" else frame.source.shared_inside):
            return
        self.engine.tell(
            Assigned(self.engine.handler, frame.source, node, frame.outer is not None, kind, name, value, first)
        )

    def _put(self, target: ast.expr, value: Value, node: ast.stmt, how: str, first: bool) -> None:
        """Tell that an object's attribute or element gets a value."""
        if isinstance(target, ast.Attribute):
            base, key = self.of(target.value), Value(known=target.attr)
            if isinstance(base.known, ModuleType) and self.engine.program.owns(base.known):
                source = self.engine.program.module_of(vars(base.known))
                if source is None or target.attr not in source.shared:
                    self._assign_module(ast.unparse(target), value, node, first)
                return
            held = attribute_of(base, target.attr, self.engine.program)
            if held.known is not BLANK.known and held.origin is None and self._is_marked(target.attr):
                return
        elif isinstance(target, ast.Subscript):
            base, key = self.of(target.value), self.of(target.slice)
            if base.known is self.frame.module:
                self._assign_module(str(key.known), value, node, first)
                return
        else:
            return
        places.put(self.frame, target.value, key, value)
        self._tell(base, how, ast.unparse(target.value), key, value, node, first)

    def _assign_module(self, name: str, value: Value, node: ast.stmt, first: bool) -> None:
        frame = self.frame
        if name not in frame.source.shared:
            nested = frame.outer is not None
            self.engine.tell(Assigned(self.engine.handler, frame.source, node, nested, "global", name, value, first))

    def _is_marked(self, name: str) -> bool:
        return name in self.frame.source.shared_inside

    def _tell(
        self, target: Value, how: str, name: str, key: Value, value: Value, node: ast.stmt, first: bool = False
    ) -> None:
        frame = self.frame
        nested = frame.outer is not None
        self.engine.tell(
            Changed(self.engine.handler, frame.source, node, nested, target, how, name, key, value, first)
        )  # fmt: skip

    # Definitions

    def _functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        local = Local(node, self.frame)
        given: tuple[Value, ...] = ()
        for decorator in node.decorator_list:
            self.of(decorator)
            for word in decorator.keywords if isinstance(decorator, ast.Call) else ():
                if word.arg == "inputs":
                    value = self.of(word.value)
                    given = tuple(Value(taint=taint_of(one.kind)) for one in value.items or (value,))
        self.defined.append((local, given))
        self.frame.set(node.name, BLANK if node.decorator_list else Value(local=local))

    _asyncfunctiondef = _functiondef

    def _classdef(self, node: ast.ClassDef) -> None:
        methods: dict[str, Local] = {}
        for base in reversed(node.bases):
            known = self.of(base).known
            methods.update(known.methods if isinstance(known, Inner) else ())
        for one in node.body:
            if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)) and not one.decorator_list:
                methods[one.name] = Local(one, self.frame)
        self.frame.set(node.name, Value(known=Inner(tuple(methods.items()))))

    def _import(self, node: ast.Import) -> None:
        for one in node.names:
            whole = one.name if one.asname else one.name.partition(".")[0]
            self.frame.set(one.asname or whole, module_value(whole, self.frame, self.engine))

    def _importfrom(self, node: ast.ImportFrom) -> None:
        module = module_value(node.module or "", self.frame, self.engine, node.level)
        for one in node.names:
            found = attribute_of(module, one.name, self.engine.program)
            if found is BLANK or found.dotted:  # a module of a package
                inside = f"{node.module}.{one.name}" if node.module else one.name
                file = module_value(inside, self.frame, self.engine, node.level)
                found = file if not file.dotted else found
            self.frame.set(one.asname or one.name, found)


def continues(value: ast.expr, name: str) -> bool:
    """Whether a value is what a variable holds, and more: `count + 1`, `[*items, item]`, `{**known, key: value}`."""
    if isinstance(value, ast.BinOp):
        return isinstance(value.left, ast.Name) and value.left.id == name
    if isinstance(value, (ast.List, ast.Tuple, ast.Set)):
        several = [one.value for one in value.elts if isinstance(one, ast.Starred)]
    elif isinstance(value, ast.Dict):
        several = [one for key, one in zip(value.keys, value.values, strict=True) if key is None]
    else:
        return False
    return any(isinstance(one, ast.Name) and one.id == name for one in several)


def alternative(node: ast.stmt, target: ast.expr) -> bool:
    """Whether a target gets `target or …`: what it has, if it has anything."""
    value = getattr(node, "value", None)
    return (
        isinstance(value, ast.BoolOp)
        and isinstance(value.op, ast.Or)
        and ast.unparse(value.values[0]) == ast.unparse(target)
    )
