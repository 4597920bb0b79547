"""Expressions: what is known of their values."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from portico.checks import places
from portico.checks.attributes import any_element, attribute_of, element_of
from portico.checks.calls import Calls
from portico.checks.conditions import checked
from portico.checks.facts import Read
from portico.checks.frame import Engine, Frame
from portico.checks.value import ANY, BLANK, Local, Value, cleared, joined, taints, with_member


class Expressions:
    """The expressions of one function.

    Args:
        engine: Reads the program's functions.
        frame: The function's variables.
        yielded: Told of each value that the function yields, and where.
    """

    def __init__(
        self, engine: Engine, frame: Frame, yielded: Callable[[Value, ast.AST], None] = lambda *_: None
    ) -> None:
        self.engine = engine
        self.frame = frame
        self.calls = Calls(engine, frame)
        self.yielded = yielded

    def of(self, node: ast.expr | None) -> Value:
        """Return what is known of an expression's value."""
        if node is None:
            return BLANK
        how = getattr(self, f"_{type(node).__name__.lower()}", None)
        return how(node) if how is not None else self._other(node)

    def _other(self, node: ast.AST) -> Value:
        """Any other expression: its value holds what its parts hold."""
        return Value(taint=taints([self.of(one) for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)]))

    def _constant(self, node: ast.Constant) -> Value:
        return Value(known=node.value)

    def _name(self, node: ast.Name) -> Value:
        return self.frame.find(node.id, self.engine.program)

    def _attribute(self, node: ast.Attribute) -> Value:
        base = self.of(node.value)
        frame = self.frame
        self.engine.tell(Read(self.engine.handler, frame.source, node, frame.outer is not None, base, node.attr))
        found = attribute_of(base, node.attr, self.engine.program)
        if isinstance(found.known, property) and found.known.fget is not None and found.bound is not None:
            return self.engine.call(Value(known=found.known.fget, bound=found.bound), (), {})
        return found

    def _subscript(self, node: ast.Subscript) -> Value:
        base = self.of(node.value)
        if isinstance(node.slice, ast.Slice):
            self._other(node.slice)
            return Value(taint=base.taint, kind=base.type)
        key = self.of(node.slice)
        own = self.calls.special(base, "__getitem__", key)
        return element_of(base, key) if own is None else own

    def _call(self, node: ast.Call) -> Value:
        target = BLANK
        if isinstance(node.func, ast.Attribute):
            target = self.of(node.func.value)
            fn = attribute_of(target, node.func.attr, self.engine.program)
        else:
            fn = self.of(node.func)
        args: list[Value] = []
        for one in node.args:
            if isinstance(one, ast.Starred):
                several = self.of(one.value)
                args += several.items if several.items is not None else (any_element(several),)
            else:
                args.append(self.of(one))
        keywords: dict[str, Value] = {}
        for word in node.keywords:
            value = self.of(word.value)
            if word.arg is None and value.members and all(isinstance(key, str) for key, _ in value.members):
                keywords.update(value.members)
            else:
                keywords[word.arg or "**"] = value
        if isinstance(node.func, ast.Attribute) and node.func.attr in places.GROWING and not fn.callable:
            places.called(self.frame, node.func.value, node.func.attr, args, keywords)
        if fn.known is setattr and len(args) == 3:
            places.put(self.frame, node.args[0], args[1], args[2])
        self.engine.grown = {}
        found = self.calls.call(node, fn, target, tuple(args), keywords)
        self._take_back(node)
        return found

    def _take_back(self, node: ast.Call) -> None:
        """Note what the function that was called put into what it was given."""
        grown, self.engine.grown = self.engine.grown, {}
        by_name = {word.arg: word.value for word in node.keywords}
        in_order = not any(isinstance(one, ast.Starred) for one in node.args)
        for at, value in grown.items():
            place = None
            if isinstance(at, str):
                place = by_name.get(at)
            elif at < 0:
                place = node.func.value if isinstance(node.func, ast.Attribute) else node.func
            elif in_order and at < len(node.args):
                place = node.args[at]
            if place is not None:
                places.grow(self.frame, place, lambda _, new=value: new)

    def _joinedstr(self, node: ast.JoinedStr) -> Value:
        values = [self.of(one.value if isinstance(one, ast.FormattedValue) else one) for one in node.values]
        parts = [self.calls.text_of(one) for one in values]
        plain = [one.known for one in parts]
        if all(isinstance(one, (str, PurePath)) for one in plain):
            return Value(known="".join(map(str, plain)))
        return Value(kind=str, taint=taints(parts))

    def _binop(self, node: ast.BinOp) -> Value:
        left, right = self.of(node.left), self.of(node.right)
        combine: Any = operator.add if isinstance(node.op, ast.Add) else operator.truediv
        paths = (str, PurePath)
        if isinstance(node.op, (ast.Add, ast.Div)) and isinstance(left.known, paths) and isinstance(right.known, paths):
            try:
                return Value(known=combine(left.known, right.known))
            except TypeError:
                return BLANK
        if isinstance(node.op, ast.Mod) and left.type is not str and not taints([left]):
            return BLANK
        kind = str if str in (left.type, right.type) else None
        if isinstance(node.op, ast.Div) and any(issubclass(one.type or object, PurePath) for one in (left, right)):
            kind = Path
        items = None
        if left.items is not None and right.items is not None and isinstance(node.op, ast.Add):
            items = (*left.items, *right.items)
        return Value(kind=kind, taint=taints([left, right]), items=items)

    def _boolop(self, node: ast.BoolOp) -> Value:
        return joined([self.of(one) for one in node.values])

    def _ifexp(self, node: ast.IfExp) -> Value:
        self.of(node.test)
        return joined([self.of(node.body), self.of(node.orelse)])

    def _compare(self, node: ast.Compare) -> Value:
        self._other(node)
        return BLANK

    def _unaryop(self, node: ast.UnaryOp) -> Value:
        value = self.of(node.operand)
        if isinstance(node.op, ast.USub) and isinstance(value.known, (int, float)):
            return Value(known=-value.known)
        return BLANK if isinstance(node.op, ast.Not) else Value(taint=value.taint)

    def _tuple(self, node: ast.Tuple | ast.List) -> Value:
        if any(isinstance(one, ast.Starred) for one in node.elts):
            return Value(taint=taints([self.of(one) for one in node.elts]), kind=list)
        items = tuple(self.of(one) for one in node.elts)
        return Value(items=items, taint=taints(items), kind=list)

    _list = _tuple

    def _dict(self, node: ast.Dict) -> Value:
        found, members = Value(kind=dict), list[Value]()
        for key, one in zip(node.keys, node.values, strict=True):
            at, value = self.of(key), self.of(one)
            members.append(value)
            if key is None:  # the elements of another one
                found = replace(found, members=(*found.members, *value.members))
            elif isinstance(at.known, (str, int)):
                found = with_member(found, at.known, value)
            else:
                found = with_member(found, ANY, joined([found.member(ANY), value]))
            found = replace(found, taint=found.taint | at.taint)
        return replace(found, taint=found.taint | taints(members))

    def _starred(self, node: ast.Starred) -> Value:
        return Value(taint=self.of(node.value).taint)

    def _lambda(self, node: ast.Lambda) -> Value:
        return Value(local=Local(node, self.frame))

    def _namedexpr(self, node: ast.NamedExpr) -> Value:
        value = self.of(node.value)
        self.frame.set(node.target.id, value)
        return value

    def _await(self, node: ast.Await) -> Value:
        return self.of(node.value)

    def _yield(self, node: ast.Yield) -> Value:
        self.yielded(self.of(node.value), node)
        return BLANK

    def _yieldfrom(self, node: ast.YieldFrom) -> Value:
        value = self.of(node.value)
        self.yielded(value, node)
        return value

    def _listcomp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
        kept = dict(self.frame.variables)
        self._generators(node.generators)
        value = self.of(node.elt)
        self.frame.variables = kept
        return Value(taint=taints([value]), kind=list, members=((ANY, value),) if places.worth(value) else ())

    _setcomp = _generatorexp = _listcomp

    def _dictcomp(self, node: ast.DictComp) -> Value:
        kept = dict(self.frame.variables)
        self._generators(node.generators)
        found = taints([self.of(node.key), self.of(node.value)])
        self.frame.variables = kept
        return Value(taint=found, kind=dict)

    def _generators(self, generators: list[ast.comprehension]) -> None:
        for one in generators:
            self.bind(one.target, any_element(self.of(one.iter)))
            for test in one.ifs:
                self.of(test)
                for name, _ in checked(test):
                    if name in self.frame.variables:
                        self.frame.set(name, cleared(self.frame.variables[name], "path"))

    def bind(self, target: ast.expr, value: Value) -> None:
        """Give the names of a target what is known of a value; what is no name is left to the statements."""
        if isinstance(target, ast.Name):
            self.frame.set(target.id, value)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, value.part())
        elif isinstance(target, (ast.Tuple, ast.List)):
            known = value.items is not None and len(value.items) == len(target.elts)
            for at, one in enumerate(target.elts):
                part = value.items[at] if known and value.items is not None else any_element(value)
                self.bind(one, part)
