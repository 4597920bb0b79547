"""The program that was started: how to load its file as a module, here or in another process.

Python runs it under the name `__main__`, the command line under `PROGRAM`. A worker process loads it again, under
`AGAIN`, so that what stands under `if __name__ == "__main__":` does not run there.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portico.lang.texts import Text

PROGRAM = "__portico__"
"""The name of a program that `portico run` serves."""
AGAIN = "__mp_main__"
"""The name of a program that a worker process loads again; Python's own workers use the same."""
STARTED = frozenset({"__main__", PROGRAM, AGAIN})
"""The names that mean the program, and not a module that can be imported."""
WORKER = "portico-worker"
"""The last argument on a worker process's command line."""


@dataclass(frozen=True, slots=True)
class Script:
    """A program's file, about to be run.

    Args:
        module: What it fills, among `sys.modules` already.
        code: What is run.
    """

    module: ModuleType
    code: CodeType

    def run(self) -> None:
        """Run it; whatever it raises comes out."""
        exec(self.code, vars(self.module))


def script(file: str, name: str) -> Script:
    """Return a file that is to be run as a module of that name; raises SyntaxError and what reading it raises."""
    module = ModuleType(name)
    module.__file__ = file
    code = compile(Path(file).read_bytes(), file, "exec", dont_inherit=True)
    sys.modules[name] = module
    return Script(module, code)


def script_again(file: str | None, module: str | None, text: Text | None = None) -> Script:
    """Return the program that the server of this worker process runs, to be run here as well.

    Args:
        file: The program's file.
        module: Its name, where it was started by `python -m`.
        text: What its server loaded, where the file may hold something else by now.
    """
    import importlib.util  # only a worker process needs it

    found: Any = importlib.util.find_spec(module) if module and text is None else None
    again = ModuleType(AGAIN)
    if text is not None:
        again.__file__, again.__package__ = text.path, text.package
        code = text.compiled()
    elif found is None:
        assert file is not None
        again.__file__ = file
        code = compile(Path(file).read_bytes(), file, "exec", dont_inherit=True)
    else:
        again.__file__, again.__package__, again.__spec__ = found.origin, found.parent, found
        code = found.loader.get_code(module)
    # Values that cross between the processes name their classes by any of these.
    for name in STARTED:
        sys.modules[name] = again
    return Script(again, code)


def load(file: str, name: str) -> ModuleType:
    """Run a file as a module of that name, from now on among `sys.modules`; whatever it raises comes out."""
    found = script(file, name)
    found.run()
    return found.module
