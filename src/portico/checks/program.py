"""Program: which files and objects are the author's own, and which of its functions visitors call."""

from __future__ import annotations

import functools
import inspect
import site
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any

from portico.checks.facts import Handler
from portico.checks.library import LAZY_TYPES, OWN_KIND
from portico.checks.source import Source
from portico.checks.value import Origin, Value
from portico.graph.graph import Graph
from portico.graph.listener import Listener
from portico.lang.signature import name_of

FOREIGN = ("site-packages", "dist-packages")
DEEPEST_WRAPPING = 5


def folders() -> tuple[str, ...]:
    """Return where code lives that is no part of a program."""
    paths = sysconfig.get_paths()
    own = [str(Path(__file__).parent.parent), paths["stdlib"], paths["platstdlib"], paths["purelib"], paths["platlib"]]
    return tuple(f"{Path(one).resolve()}/" for one in [*own, *site.getsitepackages()])


class Program:
    """What the author wrote.

    Args:
        apps: The pages it makes.
        files: Files that are its own although no handler leads there.
    """

    def __init__(self, apps: list[Any], files: tuple[str, ...] = ()) -> None:
        self.apps = apps
        self._folders = folders()
        self._sources: dict[str, Source | None] = {}
        self._modules: dict[str, dict[str, Any]] = {}
        self._marked: dict[int, Any] = {}
        for file in files:
            self.source(file)
        self.handlers = list(self._find_handlers())
        for handler in self.handlers:
            fn = underlying(handler.fn)
            if fn is not None:
                self._visit(fn.__globals__)

    def is_own(self, file: str | None) -> bool:
        """Whether a file is the author's."""
        if not file or file.startswith("<"):
            return False
        path = str(Path(file).resolve())
        return not path.startswith(self._folders) and not any(f"/{one}/" in path for one in FOREIGN)

    def source(self, file: str | None) -> Source | None:
        """Return a file of the program; None where it is none, or cannot be read."""
        if file is None or not self.is_own(file):
            return None
        file = str(Path(file).resolve())
        if file not in self._sources:
            try:
                self._sources[file] = Source(file)
            except (OSError, SyntaxError, ValueError):
                self._sources[file] = None
        return self._sources[file]

    @property
    def sources(self) -> list[Source]:
        """The files of the program that are known so far."""
        return [one for one in self._sources.values() if one is not None]

    @property
    def modules(self) -> list[dict[str, Any]]:
        """The variables of each of its modules."""
        return list(self._modules.values())

    def add(self, module: dict[str, Any]) -> None:
        """Take a module in, and those of the program that it uses."""
        self._visit(module)

    def module_of(self, found: dict[str, Any]) -> Source | None:
        """Return the source of a module of the program."""
        return self.source(found.get("__file__"))

    def function_source(self, fn: FunctionType) -> Source | None:
        """Return where a function of the program stands."""
        return self.source(fn.__code__.co_filename)

    def owns(self, found: Any) -> bool:
        """Whether a function, class or module is the author's."""
        if isinstance(found, FunctionType):
            return self.is_own(found.__code__.co_filename)
        if isinstance(found, ModuleType):
            return self.is_own(getattr(found, "__file__", None))
        if isinstance(found, type):
            return self.is_own(getattr(sys.modules.get(found.__module__), "__file__", None))
        return False

    def shared_value(self, found: Any, module: dict[str, Any], name: str) -> Value:
        """Return the value of a variable of a module, which all visitors share unless it is made for that."""
        marked = id(found) in self._marked
        source = self.module_of(module)
        if marked or (source is not None and name in source.shared) or harmless(found):
            return Value(known=found)
        if isinstance(found, ModuleType):
            kind = "global" if self.owns(found) else "library"
            return Value(known=found, origin=Origin(kind, name))
        if isinstance(found, type):
            return Value(known=found, origin=Origin("class", name) if self.owns(found) else None)
        return Value(known=found, origin=Origin("global", name))

    def marked(self, found: Any) -> bool:
        """Whether `gr.shared` was said of this object."""
        return id(found) in self._marked

    def _visit(self, module: dict[str, Any]) -> None:
        file = module.get("__file__")
        if file is None or file in self._modules or not self.is_own(file):
            return
        self._modules[file] = module
        source = self.source(file)
        for name in source.shared if source is not None else ():
            if name in module and not isinstance(module[name], LAZY_TYPES):
                self._marked[id(module[name])] = module[name]
        for value in list(module.values()):
            if isinstance(value, ModuleType):
                self._visit(vars(value))
            elif isinstance(value, FunctionType):
                self._visit(value.__globals__)
            elif isinstance(value, type) and value.__module__ in sys.modules:
                self._visit(vars(sys.modules[value.__module__]))

    def _find_handlers(self) -> Iterator[Handler]:
        seen: set[Any] = set()
        for app in self.apps:
            for listener in app.listeners.values() if isinstance(app, Graph) else ():
                for fn in (listener.asked.fn, listener.asked.validator):
                    own = self._unwrapped(fn)
                    key = (id(own), tuple(map(id, listener.inputs)), tuple(map(id, listener.outputs)))
                    if own is not None and key not in seen:
                        seen.add(key)
                        yield self._handler(listener, own, fn is listener.asked.fn)
            for block in app.blocks.values() if isinstance(app, Graph) else ():
                forgotten = self._unwrapped(getattr(block, "delete_callback", None))
                if forgotten is not None:
                    yield Handler(name_of(forgotten).strip("<>"), forgotten, [block], [block])

    def _handler(self, listener: Listener, fn: Any, main: bool) -> Handler:
        return Handler(
            name_of(fn).strip("<>"),
            fn,
            list(listener.inputs),
            list(listener.outputs) if main and not getattr(listener, "render_id", None) else [],
            tuple(listener.asked.inputs_kwargs or ()),
            listener.takes_dict,
            type(listener) is not Listener,
        )

    def _unwrapped(self, fn: Any) -> Any:
        """Return the program's function inside what a ready-made page wrapped around it; None where there is none."""
        for _ in range(DEEPEST_WRAPPING):
            under = underlying(fn)
            if under is not None and self.owns(under):
                return fn
            inner = getattr(fn, "__wrapped__", None)
            if inner is None:
                return None
            fn = inner
        return None


def underlying(fn: Any) -> FunctionType | None:
    """Return the Python function inside partials, methods, caches and callable objects."""
    for _ in range(DEEPEST_WRAPPING):
        if isinstance(fn, FunctionType):
            return fn
        if isinstance(fn, functools.partial):
            fn = fn.func
        elif isinstance(fn, MethodType):
            fn = fn.__func__
        elif hasattr(fn, "__wrapped__"):
            fn = fn.__wrapped__
        elif not isinstance(fn, type) and isinstance(inspect.getattr_static(type(fn), "__call__", None), FunctionType):
            fn = type(fn).__call__
        else:
            return None
    return None


def harmless(found: Any) -> bool:
    """Whether an object cannot be changed, or is made for being used by all."""
    if isinstance(found, LAZY_TYPES):
        return True
    if isinstance(found, tuple):
        return all(harmless(one) for one in found)
    for kind in type(found).__mro__:
        if f"{kind.__module__}.{kind.__qualname__}" in OWN_KIND:
            return True
    if type(found).__module__.startswith("portico.") and not hasattr(found, "event_names"):
        return True
    return inspect.isbuiltin(found)
