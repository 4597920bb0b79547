"""The program that was started: how to load its file as a module, here or in another process.

Python runs it under the name `__main__`, the command line under `PROGRAM`. A worker process loads it again, under
`AGAIN`, so that what stands under `if __name__ == "__main__":` does not run there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

PROGRAM = "__portico__"
"""The name of a program that `portico run` serves."""
AGAIN = "__mp_main__"
"""The name of a program that a worker process loads again; Python's own workers use the same."""
STARTED = frozenset({"__main__", PROGRAM, AGAIN})
"""The names that mean the program, and not a module that can be imported."""
WORKER = "portico-worker"
"""The last argument on a worker process's command line."""


class Served(BaseException):
    """In a worker process the program reached the line at which it serves: all that its functions need is there."""


@dataclass(frozen=True, slots=True)
class Caught:
    """A launch that was not carried out.

    Args:
        app: What would have been launched.
        options: The arguments that the program gave, by name.
    """

    app: Any
    options: dict[str, Any]


catcher: ContextVar[Callable[[Caught], None] | None] = ContextVar("catcher", default=None)
"""Who is told of launches instead of having them carried out, while a program is loaded for something else."""


@contextmanager
def catching(told: Callable[[Caught], None]) -> Generator[None]:
    """Tell somebody of the launches in this block; a program that would wait there until it is stopped ends."""
    token = catcher.set(told)
    try:
        yield
    finally:
        catcher.reset(token)


def in_worker() -> bool:
    """Whether this process works for a server, which has loaded the same program."""
    return sys.orig_argv[-1:] == [WORKER]


def load(file: str, name: str) -> ModuleType:
    """Run a file as a module of that name, from now on among `sys.modules`; whatever it raises comes out."""
    module = ModuleType(name)
    module.__file__ = file
    sys.modules[name] = module
    return _filled(module, compile(Path(file).read_bytes(), file, "exec"))


def load_again(file: str | None, module: str | None) -> ModuleType:
    """Load in a worker process the program that its server runs.

    Args:
        file: The program's file.
        module: Its name, where it was started by `python -m`.
    """
    import importlib.util  # only a worker process needs it

    found: Any = importlib.util.find_spec(module) if module else None
    if found is None:
        assert file is not None
        again = ModuleType(AGAIN)
        again.__file__ = file
        code = compile(Path(file).read_bytes(), file, "exec")
    else:
        again = ModuleType(AGAIN)
        again.__file__, again.__package__, again.__spec__ = found.origin, found.parent, found
        code = found.loader.get_code(module)
    # Values that cross between the processes name their classes by any of these.
    for name in STARTED:
        sys.modules[name] = again
    return _filled(again, code)


def _filled(module: ModuleType, code: CodeType) -> ModuleType:
    try:
        exec(code, module.__dict__)
    except Served:
        pass
    return module
