"""Watch: notices, while an app runs in development, what its handlers changed that all visitors share.

It looks before and after each call of a handler at the variables of the program's modules, at what the handler closes
over, at its defaults and at the object whose method it is; and at what is put into States. What a function of
`gr.render` makes is its visitor's own: of the handlers in there it looks at what lies around that function. The profile
`dev` begins it, and so does `PORTICO_WATCH=1`; else nothing of it is imported.
"""

from __future__ import annotations

import functools
import inspect
import logging
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable, Iterator
from contextlib import aclosing, closing
from types import CellType, FunctionType, MethodType, ModuleType
from typing import Any

from portico.call.context import current_call
from portico.checks.checking import found_in, last_line
from portico.checks.facts import Assigned, Changed
from portico.checks.library import LAZY_TYPES
from portico.checks.outline import outline
from portico.checks.program import Program, harmless, underlying
from portico.checks.reading import Reading
from portico.checks.sharing import rule
from portico.graph.branches import Rendered
from portico.graph.graph import Graph
from portico.graph.listener import Listener
from portico.lang.signature import name_of

logger = logging.getLogger("portico.watch")
MARK = "portico_watched"
AROUND = "portico_around"
"""Of a watched function, what of its closure all visitors share."""
SESSIONS = 200
"""Sessions whose States are remembered, to notice the same object in two."""
Key = tuple[str, str, str]
"""Where a variable is, what it is called, and the code of changing it in place."""
Seen = dict[Key, tuple[Any, Any]]
"""Variable → its value, and an outline of what is in it."""
Around = tuple[CellType, ...] | None
"""Which variables around a handler all visitors share; None: all of them, with its defaults and its object."""


class Watch:
    """Watches the handlers of a page.

    Args:
        graph: The page, finished.
        known: What was said before of this program, which is not said again; what is said is added.
    """

    def __init__(self, graph: Graph, known: set[str] | None = None) -> None:
        self._known = set[str]() if known is None else known
        self._graph = graph
        self._program = Program([graph])
        self._lock = threading.Lock()
        self._told: set[Key] = set()
        self._running: list[str] = []
        self._judged: frozenset[str] = frozenset()
        """Variables of which the reading of the program said already that handlers may change them."""
        self._held: dict[str, dict[int, Any]] = {}
        """Session → what its States hold, by the State's number."""

    def begin(self) -> None:
        """Say what reading the program finds, and watch its handlers from now on."""
        self._judged = judged(self._program)
        for one in found_in(self._program):
            if str(one) not in self._known:
                logger.warning("%s", one)
                self._known.add(str(one))
        self._watch(self._graph.listeners.values(), None)
        self._graph.branches.built.append(self._built)

    def _built(self, render: Listener, branch: Rendered, _: str) -> None:
        """Watch the handlers that a render function made for one visitor."""
        self._watch(branch.listeners.values(), getattr(render.fn, AROUND, ()))

    def _watch(self, listeners: Iterable[Listener], around: Around) -> None:
        for listener in listeners:
            fn = listener.fn
            under = underlying(fn) if fn is not None else None
            if fn is not None and not hasattr(fn, MARK) and under is not None and listener.executor != "process":
                cells = under.__closure__ or ()
                shared = cells if around is None else tuple(one for one in cells if any(one is held for held in around))
                listener.fn = self._watched(fn, listener, None if around is None else shared)
                setattr(listener.fn, AROUND, shared)

    def _watched(self, fn: Callable[..., Any], listener: Listener, around: Around) -> Callable[..., Any]:
        name = name_of(fn).strip("<>")

        def call(*args: Any, **named: Any) -> Any:
            round_ = Round(self, fn, listener, name, around)
            round_.begin()
            try:
                result = fn(*args, **named)
            except BaseException:
                round_.end()
                raise
            if inspect.isgenerator(result):
                return round_.steps(result)
            if inspect.isasyncgen(result):
                return round_.asynchronous_steps(result)
            if inspect.isawaitable(result):
                return round_.later(result)
            return round_.end(result)

        functools.update_wrapper(call, fn if hasattr(fn, "__name__") else type(fn).__call__)
        setattr(call, MARK, True)
        return call

    def look(self, fn: Callable[..., Any], around: Around = None) -> Seen:
        """Return what the program shares just now, as far as a handler reaches."""
        found: Seen = {}
        for place, name, code, value in self._variables(fn, around):
            found[place, name, code] = value, outline(value, self._program)
        return found

    def _variables(self, fn: Callable[..., Any], shared: Around) -> Iterator[tuple[str, str, str, Any]]:
        for module in self._program.modules:
            source = self._program.module_of(module)
            for name, value in list(module.items()):
                if source is not None and name not in source.shared and self._counts(name, value):
                    yield source.file, name, "PC102", value
        under = underlying(fn)
        source = self._program.function_source(under) if under is not None else None
        if under is None or source is None:
            return
        own = f"{source.file} in {under.__qualname__}"
        marked = source.shared_inside
        around = [("PC103", name, value) for name, value in closed_over(under, shared)]
        around += [("PC104", name, value) for name, value in defaults(under) if shared is None]
        if isinstance(fn, MethodType) and (shared is None or self._is_shared(fn.__self__, shared)):
            held: dict[str, Any] = getattr(fn.__self__, "__dict__", {})
            around += [("PC105", f"self.{name}", value) for name, value in list(held.items())]
        for code, name, value in around:
            if name.rpartition(".")[2] not in marked and self._counts(name, value):
                yield own, name, code, value

    def _is_shared(self, found: object, around: tuple[CellType, ...]) -> bool:
        """Whether an object is the value of a variable of a module, or lies around a render function."""
        held = any(found is value for module in self._program.modules for value in list(module.values()))
        return held or any(found is value for value in contents(around))

    def _counts(self, name: str, value: Any) -> bool:
        if name.startswith("__") or name in self._judged or self._program.marked(value):
            return False
        if isinstance(value, (FunctionType, ModuleType, type)):
            return False
        return isinstance(value, LAZY_TYPES) or not harmless(value)

    def compare(self, before: Seen, after: Seen, name: str) -> None:
        """Say, once for each, which variables have changed."""
        for key, (value, was) in after.items():
            if key not in before or before[key][1] == was:
                continue
            old = before[key][0]
            if old is None and value is not None:
                continue  # loaded when it was first needed
            place, variable, code = key
            assigned = old is not value and code == "PC102"
            code = "PC101" if assigned else code
            how = "got another value" if old is not value else "was changed"
            with self._lock:
                who = " and ".join(f"'{one}'" for one in dict.fromkeys([name, *self._running]))
            self._tell(place, variable, code, f"{variable} {how} while {who} ran. All visitors share it.")

    def _tell(self, place: str, variable: str, code: str, text: str) -> None:
        with self._lock:
            if (place, variable, code) in self._told:
                return
            self._told.add((place, variable, code))
        source = self._program.source(place.partition(" in ")[0])
        line = source.line_of(variable) if source is not None else None
        if source is not None and line is not None and source.ignores(line, code):
            return
        logger.warning("%s%s: %s %s", place, "" if line is None else f":{line}", code, text)

    def enter(self, name: str) -> None:
        """A handler runs."""
        with self._lock:
            self._running.append(name)

    def leave(self, name: str) -> None:
        """It does no longer."""
        with self._lock:
            self._running.remove(name)

    def given(self, listener: Listener, result: Any, name: str) -> None:
        """Say where the result of a handler puts into a State what another session's State holds."""
        call = current_call.get(None)
        if call is None or not call.session:
            return
        for block, value in values_of(listener, result):
            if not getattr(block, "stored", False) or harmless(value):
                continue
            with self._lock:
                others = [one for session, one in self._held.items() if session != call.session]
                same = any(one.get(block.number) is value for one in others)
                self._held.setdefault(call.session, {})[block.number] = value
                while len(self._held) > SESSIONS:
                    del self._held[next(iter(self._held))]
            if same:
                text = f"'{name}' put into a State the very object that another visitor's State holds."
                self._tell(f"{name}", f"State {block.number}", "PC114", text)


class Round:
    """One call of one handler.

    Args:
        watch: Who hears of it.
        fn: The handler.
        listener: What it answers to.
        name: What it is called.
        around: What around it all visitors share.
    """

    def __init__(
        self, watch: Watch, fn: Callable[..., Any], listener: Listener, name: str, around: Around = None
    ) -> None:
        self.watch = watch
        self.fn = fn
        self.listener = listener
        self.name = name
        self.around = around
        self.before: Seen = {}

    def begin(self) -> None:
        """Look before the handler runs, or goes on."""
        self.before = self.watch.look(self.fn, self.around)
        self.watch.enter(self.name)

    def end(self, result: Any = None) -> Any:
        """Look after it ran, or gave a step; return what it gave."""
        self.watch.leave(self.name)
        self.watch.compare(self.before, self.watch.look(self.fn, self.around), self.name)
        self.watch.given(self.listener, result, self.name)
        return result

    def steps(self, rows: Generator[Any, Any, Any]) -> Generator[Any]:
        """Pass on the steps of a generator."""
        done = object()
        with closing(rows):
            while True:
                try:
                    row = next(rows, done)
                except BaseException:
                    self.end()
                    raise
                if row is done:
                    self.end()
                    return
                yield self.end(row)
                self.begin()

    async def asynchronous_steps(self, rows: AsyncGenerator[Any, Any]) -> AsyncGenerator[Any]:
        """Pass on the steps of an asynchronous generator."""
        done = object()
        async with aclosing(rows):
            while True:
                try:
                    row = await anext(rows, done)
                except BaseException:
                    self.end()
                    raise
                if row is done:
                    self.end()
                    return
                yield self.end(row)
                self.begin()

    async def later(self, result: Awaitable[Any]) -> Any:
        """Pass on what a coroutine gives."""
        try:
            found = await result
        except BaseException:
            self.end()
            raise
        return self.end(found)


def judged(program: Program) -> frozenset[str]:
    """Return what handlers change and the rules say nothing against, or a comment silences them."""
    fine: set[str] = set()
    wrong: set[str] = set()
    for handler in program.handlers:
        for fact in Reading(program, handler).follow():
            if isinstance(fact, (Assigned, Changed)):
                name = fact.name.partition("[")[0].partition("(")[0]
                name = name if name.startswith("self.") else name.partition(".")[0]
                line: int = getattr(fact.node, "lineno", 1)
                ignored = (fact.source.ignores(line, code, last_line(fact.node)) for code, _ in rule(fact))
                (fine if all(ignored) else wrong).add(name)
    return frozenset(fine - wrong)


def closed_over(fn: FunctionType, shared: Around = None) -> Iterator[tuple[str, Any]]:
    """Yield the variables of the functions around one, or those of them that all visitors share."""
    for name, cell in zip(fn.__code__.co_freevars, fn.__closure__ or (), strict=True):
        if shared is None or any(cell is one for one in shared):
            for value in contents((cell,)):
                yield name, value


def contents(cells: tuple[CellType, ...]) -> Iterator[Any]:
    """Yield the values of variables, of those that have one."""
    for cell in cells:
        try:
            yield cell.cell_contents
        except ValueError:
            continue


def defaults(fn: FunctionType) -> Iterator[tuple[str, Any]]:
    """Yield the parameters of a function that have a default."""
    given = fn.__defaults__ or ()
    last = fn.__code__.co_argcount
    yield from zip(fn.__code__.co_varnames[last - len(given) : last], given, strict=True)
    yield from (fn.__kwdefaults__ or {}).items()


def values_of(listener: Listener, result: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the outputs of a listener, each with what a result holds for it."""
    if isinstance(result, dict) and all(one in listener.outputs for one in result):
        yield from result.items()
    elif len(listener.outputs) == 1:
        yield listener.outputs[0], result
    elif isinstance(result, (list, tuple)):
        yield from zip(listener.outputs, result, strict=False)
