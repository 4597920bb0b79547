"""Reading: follows a handler through the program's functions, without running any, and hears what they do."""

from __future__ import annotations

import ast
import functools
import sys
from dataclasses import replace
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any

from portico.checks.attributes import any_element
from portico.checks.calls import taint_of
from portico.checks.expressions import Expressions
from portico.checks.facts import Fact, Handler, Remembered, Returned
from portico.checks.frame import Frame, parameters
from portico.checks.library import WORDS
from portico.checks.program import Program, harmless, underlying
from portico.checks.statements import Statements
from portico.checks.value import ANY, BLANK, INPUT, NOTHING, Origin, Unknown, Value, joined, taints
from portico.errors import PorticoError
from portico.graph.binding import Binding

DEEPEST = 60
"""Functions that call one another, up to which a handler is followed. Those that call themselves end before: what a
function does with the same kinds of arguments is read once."""
STACK = 10_000
"""Calls of Python's own that the reading of so many may nest."""
VARIANTS = 12
"""With how many kinds of arguments one function is read."""
MOST = 1000
"""Functions that are read for one handler; a program that is larger is read in part, so that it is read in time."""


class Reading:
    """What one handler does.

    Args:
        program: What the author wrote.
        handler: The function that visitors call.
    """

    def __init__(self, program: Program, handler: Handler) -> None:
        self.program = program
        self.handler = handler
        self.facts: list[Fact] = []
        self.grown: dict[int | str, Value] = {}
        self._known: dict[Any, tuple[Value, dict[int | str, Value]]] = {}
        self._variants: dict[int, int] = {}
        self._depth = 0
        self._ran: set[int] = set()
        self._unread: dict[str, Frame | None] = {}
        self._quiet = 0

    def tell(self, fact: Fact) -> None:
        """Hear of something that the program does."""
        if not self._quiet:
            self.facts.append(fact)

    def follow(self) -> list[Fact]:
        """Read the handler and all that it calls; return what they do."""
        fn, before, named, bound = self._opened(self.handler.fn)
        if fn is None:
            return []
        args, words = self._inputs()
        value = Value(known=fn, bound=bound)
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, STACK))
        try:
            self.call(value, (*before, *args), {**named, **words}, top=True)
        except RecursionError:
            return self.facts  # an expression that is nested thousands of times
        finally:
            sys.setrecursionlimit(limit)
        return self.facts

    def _opened(self, fn: Any) -> tuple[FunctionType | None, tuple[Value, ...], dict[str, Value], Value | None]:
        """Return the function inside, and what it is given before the inputs."""
        before: tuple[Value, ...] = ()
        named: dict[str, Value] = {}
        while isinstance(fn, functools.partial):
            held: list[Any] = list(fn.args)
            before = (*map(self._held, held), *before)
            named = {**{name: self._held(one) for name, one in fn.keywords.items()}, **named}
            fn = fn.func
        bound = None
        if isinstance(fn, MethodType):
            bound, fn = self._held(fn.__self__, "instance"), fn.__func__
        elif not isinstance(fn, FunctionType) and not hasattr(fn, "__wrapped__") and not isinstance(fn, type):
            bound = self._held(fn, "instance")
        under = underlying(fn)
        if hasattr(fn, "cache_info") and under is not None:
            self._tell_cached(under, bound is not None)
        return under, before, named, bound

    def _tell_cached(self, under: FunctionType, method: bool) -> None:
        source = self.program.function_source(under)
        node = source.function(under.__code__) if source is not None else None
        if source is not None and node is not None:
            first = next(iter(getattr(node, "decorator_list", [])), node)
            given = tuple(Value(taint=taint_of(type(one))) for one in self.handler.inputs)
            self.tell(Remembered(self.handler, source, first, False, self.handler.name, given, method))

    def _held(self, found: Any, kind: Any = "closure") -> Value:
        if harmless(found) or self.program.marked(found):
            return Value(known=found)
        if isinstance(found, type):
            return Value(known=found, origin=Origin("class", found.__name__))
        return Value(known=found, origin=Origin(kind, "self" if kind == "instance" else type(found).__name__))

    def _inputs(self) -> tuple[tuple[Value, ...], dict[str, Value]]:
        """Return what the handler receives: inputs in their places, and what its annotations ask for by name."""
        handler = self.handler
        values = [self._input(one) for one in handler.inputs]
        if handler.takes_dict:
            return (Value(taint=taints(values), kind=dict),), {}
        named = dict(zip(handler.by_name, values[len(values) - len(handler.by_name) :], strict=True))
        values = values[: len(values) - len(handler.by_name)]
        try:
            binding = Binding(handler.fn, len(values), handler.by_name)
        except (PorticoError, TypeError, ValueError):
            return tuple(values), named
        args: list[Value] = []
        rest = iter(values)
        ended = False
        for parameter in binding.parameters:
            if parameter.name in binding.special:
                named[parameter.name] = Value(
                    taint=frozenset({"request"}) if wants_request(handler.fn, parameter) else NOTHING
                )
            elif parameter.kind is parameter.VAR_POSITIONAL:
                args.extend(rest)
            elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD) and not ended:
                one = next(rest, None)
                ended = one is None
                if one is not None:
                    named[parameter.name] = one
        under = underlying(handler.fn)
        if under is not None and not set(named) <= {*code_names(under)}:
            # A decorator's function, which takes whatever comes in its place.
            return tuple(named[one.name] for one in binding.parameters if one.name in named), {}
        plain = all(p.kind is not p.POSITIONAL_ONLY and p.kind is not p.VAR_POSITIONAL for p in binding.parameters)
        return ((), named) if plain else (tuple(values), {k: v for k, v in named.items() if k in binding.special})

    @staticmethod
    def _input(block: Any) -> Value:
        if getattr(block, "stored", False):
            default = getattr(block, "default", None)
            return Value(kind=type(default), taint=frozenset({"state"}), state=block.number)
        custom = getattr(block, "allow_custom_value", False)
        return Value(
            taint=INPUT | (WORDS if custom else taint_of(type(block))),
            kind=str if type(block).__name__ in ("Textbox", "TextArea") else None,
        )

    # Functions

    def call(self, fn: Value, args: tuple[Value, ...], keywords: dict[str, Value], top: bool = False) -> Value:
        """Read a function of the program with those arguments."""
        frame = self._frame(fn)
        if frame is None:
            return BLANK
        key = (
            id(frame.node), id(frame.outer), None if fn.bound is None else fn.bound.key(),
            tuple(one.key() for one in args), tuple(sorted((name, one.key()) for name, one in keywords.items())),
        ) if not top else ()  # fmt: skip
        self.grown = {}
        try:
            if key in self._known:
                found, self.grown = self._known[key]
                return found
        except TypeError:
            return BLANK
        count = self._variants.get(id(frame.node), 0)
        if self._depth >= DEEPEST or count >= VARIANTS or len(self._known) >= MOST:
            return BLANK
        self._variants[id(frame.node)] = count + 1
        self._known[key] = BLANK, {}
        self._depth += 1
        self._fill(frame, fn, args, keywords)
        given = dict(frame.variables)
        found = self._read(frame, top)
        self.grown = self._grown(frame, given, 1 if self._receiver(fn) is not None else 0)
        self._known[key] = found, self.grown
        self._depth -= 1
        return found

    @staticmethod
    def _grown(frame: Frame, given: dict[str, Value], bound: int) -> dict[int | str, Value]:
        """Return what a call put into its arguments, by their places and names."""
        places = [one.arg for one in (*frame.node.args.posonlyargs, *frame.node.args.args)]
        grown: dict[int | str, Value] = {}
        for name, value in given.items():
            if name in frame.rebound:
                continue
            new = joined([one.get(name) for one in (*frame.exits, frame.variables)])
            if new is not value and new.key() != value.key():
                grown[name] = new
                if name in places:
                    grown[places.index(name) - bound] = new
        return grown

    def unread(self, file: str) -> Frame | None:
        """Return the variables of a file of the program that is imported only when a handler runs."""
        if file not in self._unread:
            self._unread[file] = None
            source = self.program.source(file)
            if source is not None:
                self._unread[file] = frame = Frame(source, whole(source.tree), unborn(file))
                self._quiet += 1
                Statements(self, frame, lambda *_: None).all(source.tree.body)
                self._quiet -= 1
                for name, value in frame.variables.items():
                    if value.local is None and value.origin is None and isinstance(value.known, Unknown):
                        frame.grow(name, replace(value, origin=Origin("global", name)))
        return self._unread[file]

    def run(self, frame: Frame) -> Value:
        """Read the body of a function and return its result."""
        return self._read(frame, False)

    def _frame(self, fn: Value) -> Frame | None:
        if fn.local is not None:
            outer = fn.local.frame
            return Frame(outer.source, fn.local.node, outer.module, outer=outer)
        under = underlying(fn.known) if not isinstance(fn.known, Unknown) else None
        source = self.program.function_source(under) if under is not None else None
        node = source.function(under.__code__) if source is not None and under is not None else None
        if under is None or source is None or node is None:
            return None
        frame = Frame(source, node, under.__globals__)
        for name, cell in zip(under.__code__.co_freevars, under.__closure__ or (), strict=True):
            try:
                found = cell.cell_contents
            except ValueError:
                continue
            marked = name in source.shared_inside or self.program.marked(found) or harmless(found)
            frame.cells[name] = Value(known=found, origin=None if marked else Origin("closure", name))
        return frame

    def _fill(self, frame: Frame, fn: Value, args: tuple[Value, ...], keywords: dict[str, Value]) -> None:
        """Give the parameters what they receive."""
        given = frame.node.args
        places = [one.arg for one in (*given.posonlyargs, *given.args)]
        bound = self._receiver(fn)
        values = (bound, *args) if bound is not None else args
        defaults = self._defaults(frame, fn)
        spread = any_element(keywords["**"]) if "**" in keywords else None
        for name in (one.arg for one in parameters(frame.node)):
            frame.set(name, keywords.get(name, spread or defaults.get(name, BLANK)))
        for name, value in zip(places, values, strict=False):
            frame.set(name, value)
        if given.vararg is not None:
            frame.set(given.vararg.arg, Value(items=values[len(places) :], taint=taints(values[len(places) :])))
        if given.kwarg is not None:
            named = {*places, *(one.arg for one in given.kwonlyargs)}
            rest = {ANY if name == "**" else name: one for name, one in keywords.items() if name not in named}
            frame.set(given.kwarg.arg, Value(taint=taints(rest.values()), kind=dict, members=tuple(rest.items())))
        for name, value in frame.variables.items():
            if value.state is not None:
                frame.states[name] = value.state
        frame.rebound.clear()

    def _receiver(self, fn: Value) -> Value | None:
        if fn.bound is not None:
            return fn.bound
        if isinstance(fn.known, MethodType):
            return self._held(fn.known.__self__, "instance")
        return None

    def _defaults(self, frame: Frame, fn: Value) -> dict[str, Value]:
        given = frame.node.args
        names = [one.arg for one in (*given.posonlyargs, *given.args)]
        under = underlying(fn.known) if fn.local is None else None
        if under is not None:
            live: dict[str, Any] = dict(
                zip(names[len(names) - len(under.__defaults__ or ()) :], under.__defaults__ or (), strict=True)
            )
            live |= under.__kwdefaults__ or {}
            return {name: self._default(frame, name, one) for name, one in live.items()}
        expressions = Expressions(self, frame.outer or frame)
        pairs = [*zip(names[len(names) - len(given.defaults) :], given.defaults, strict=True)]
        pairs += [(one.arg, node) for one, node in zip(given.kwonlyargs, given.kw_defaults, strict=True) if node]
        return {name: expressions.of(node) for name, node in pairs}

    def _default(self, frame: Frame, name: str, found: Any) -> Value:
        if harmless(found) or name in frame.source.shared_inside or self.program.marked(found):
            return Value(known=found)
        for variable, value in frame.module.items():
            if value is found:  # the default is a variable of the module
                return self.program.shared_value(found, frame.module, variable)
        return Value(known=found, origin=Origin("default", name))

    def _read(self, frame: Frame, top: bool) -> Value:
        node = frame.node
        self._ran.add(id(node))
        statements = Statements(self, frame, functools.partial(self._gave, frame, top))
        if isinstance(node, ast.Lambda):
            statements.gives(statements.of(node.body), node.body)
        else:
            statements.all(node.body)
        for local, given in statements.defined:
            if id(local.node) not in self._ran:
                self.call(Value(local=local), given, {})
        return joined(frame.results)

    def _gave(self, frame: Frame, top: bool, value: Value, node: ast.AST) -> None:
        frame.results.append(value)
        frame.exits.append(dict(frame.variables))
        if top:
            self.tell(Returned(self.handler, frame.source, node, False, value))


def code_names(fn: FunctionType) -> tuple[str, ...]:
    """Return the names of a function's parameters, whatever signature it shows."""
    code = fn.__code__
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def whole(tree: ast.Module) -> ast.FunctionDef:
    """Return a module as a function, whose variables are the module's."""
    nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.FunctionDef(name="<module>", args=nothing, body=tree.body, decorator_list=[])


def unborn(file: str) -> dict[str, Any]:
    """Return what a module that nobody has imported has of its own, as far as imports in it need it."""
    return {"__file__": file, "__name__": Path(file).stem, "__package__": ""}


def wants_request(fn: Any, parameter: Any) -> bool:
    """Whether a parameter receives the visitor's request, or a header of it."""
    from portico.lang.signature import hints_of

    hint = hints_of(fn).get(parameter.name, parameter.annotation)
    kinds = (hint, *getattr(hint, "__args__", ()))
    return any(getattr(one, "__name__", "") in ("Request", "Header") for one in kinds)
