"""What can cross to a worker process, and how: functions by their name, everything else by value.

A function that Portico made of the program's has no name there. Such a one has an attribute `remade`: what makes it,
and the arguments for that.
"""

from __future__ import annotations

import importlib
import io
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

from portico.lang.program import AGAIN, PROGRAM, STARTED
from portico.lang.texts import Text

BEHIND = ("", "fn", "__wrapped__")
"""Where the function is in what stands under its name: itself, or inside what a decorator made of it."""


@dataclass(frozen=True, slots=True)
class Program:
    """The program that was started.

    Args:
        name: What it is called in this process.
        file: Its file; None where it has none, as at a prompt.
        module: Its name as a module, where it was started by `python -m`.
    """

    name: str
    file: str | None
    module: str | None = None

    @classmethod
    def started(cls) -> Program:
        """Return the program of this process."""
        if PROGRAM in sys.modules:
            return cls(PROGRAM, sys.modules[PROGRAM].__file__)
        main = sys.modules["__main__"]
        spec = getattr(main, "__spec__", None)
        return cls("__main__", getattr(main, "__file__", None), spec.name if spec is not None else None)

    @property
    def loadable(self) -> bool:
        """Whether another process can load it."""
        return self.module is not None or self.file is not None


class Untold(Exception):
    """Why something cannot cross."""


class Modules:
    """The modules of this process, as names that come from another process mean them.

    Args:
        program: The program of this process.
    """

    alone = False
    """Whether the names may mean other modules to the rest of this process."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def find(self, name: str) -> ModuleType:
        """Return a module by its name; the program goes by several."""
        return sys.modules[self._program.name] if name in STARTED else importlib.import_module(name)

    def texts(self) -> dict[str, Text]:
        """Return what modules are loaded from there, the program under `AGAIN`; of others, from their files."""
        return {}

    def own(self, obj: type | FunctionType) -> bool:  # noqa: ARG002
        """Whether a class or a function is of one of the modules that are found here alone."""
        return False


class Departing(pickle.Pickler):
    """Pickles what a worker process runs, once: functions by name, so that it has the worker's own models and globals.

    Args:
        file: Where to.
        program: The program of this process.
    """

    def __init__(self, file: io.BytesIO, program: Program) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.program = program

    def persistent_id(self, obj: Any) -> Any:
        """Return module, name and decoration of a function, and of an object that a module holds under a name."""
        if isinstance(obj, FunctionType):
            return None if hasattr(obj, "remade") else self._function(obj)
        kind = type(obj)
        if kind.__module__ == "builtins" or isinstance(obj, type):
            return None
        for module in dict.fromkeys([kind.__module__, self.program.name]):
            held: dict[str, Any] = vars(sys.modules[module]) if module in sys.modules else {}
            name = next((name for name, value in held.items() if value is obj), None)
            if name is not None:
                return self._place(module), name, ""
        return None

    def reducer_override(self, obj: Any) -> Any:
        """Return what makes a function again that was made of another; everything else as it is usual."""
        return getattr(obj, "remade", NotImplemented) if isinstance(obj, FunctionType) else NotImplemented

    def _function(self, fn: FunctionType) -> tuple[str, str, str]:
        path = fn.__qualname__
        if "<lambda>" in path:
            raise Untold("it is a lambda, which has no name that another process could look up")
        if "<locals>" in path:
            raise Untold("it is defined inside another function, where another process cannot find it")
        found: Any = sys.modules.get(fn.__module__)
        for part in path.split("."):
            found = getattr(found, part, None)
        for behind in BEHIND:
            if (getattr(found, behind, None) if behind else found) is fn:
                return self._place(fn.__module__), path, behind
        raise Untold(f"{fn.__module__}.{path} is something else, perhaps what a decorator made of it")

    def _place(self, module: str) -> str:
        if module not in STARTED:
            return module
        if not self.program.loadable:
            raise Untold("it is defined at a prompt or in a notebook, which another process cannot load")
        return AGAIN


class Sending(pickle.Pickler):
    """Pickles a call's inputs: a class or function of a module that is found here alone goes by its name, too.

    Args:
        file: Where to.
        modules: The modules of this process.
        callback: Takes what goes out of band.
    """

    def __init__(self, file: io.BytesIO, modules: Modules, callback: Callable[[pickle.PickleBuffer], object]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL, buffer_callback=callback)
        self.modules = modules

    def reducer_override(self, obj: Any) -> Any:
        """Return what finds a class or a function there; everything else as it is usual."""
        if isinstance(obj, (type, FunctionType)) and self.modules.own(obj):
            return found_there, (obj.__module__, obj.__qualname__)
        return NotImplemented


class Arriving(pickle.Unpickler):
    """Unpickles on either side; names mean the modules of this process.

    Args:
        file: Where from.
        find: Returns a module of this process by its name; the program goes by several.
        buffers: What was packed out of band.
    """

    def __init__(self, file: io.BytesIO, find: Callable[[str], ModuleType], buffers: Any = ()) -> None:
        super().__init__(file, buffers=buffers)
        self.find = find

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        """Return a class or function by name."""
        return _walk(self.find(module_name), global_name)

    def persistent_load(self, pid: Any) -> Any:
        """Return what `Departing` named."""
        module, path, behind = pid
        found = _walk(self.find(module), path)
        return getattr(found, behind) if behind else found


def found_there(module: str, path: str) -> Any:
    """Return, in a worker process, what a name means; each name of the program stands among its modules."""
    return _walk(importlib.import_module(module), path)


def _walk(found: Any, path: str) -> Any:
    for part in path.split("."):
        found = getattr(found, part)
    return found


def departing(work: Any) -> bytes:
    """Return what another process runs as bytes; raises Untold, saying why, where it cannot cross."""
    file = io.BytesIO()
    try:
        Departing(file, Program.started()).dump(work)
    except Untold:
        raise
    except Exception as error:
        # The program's own objects may refuse in any way they like.
        raise Untold(f"it carries a value that cannot be pickled ({error})") from error
    return file.getvalue()
