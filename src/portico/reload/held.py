"""Held: a generation's modules for its worker processes, which begin when they are needed, perhaps long after a save.

They load what the generation was made of, and not what the files hold by then: the next one, or one that is broken. And
what they send back is of the generation's classes, also when their names mean the next one's.
"""

from __future__ import annotations

from types import FunctionType, ModuleType

from portico.lang.portable import Modules, Program
from portico.lang.program import AGAIN, STARTED
from portico.lang.texts import Text
from portico.reload.generation import Generation


class Held(Modules):
    """The modules of a generation.

    Args:
        generation: Whose they are.
    """

    alone = True

    def __init__(self, generation: Generation) -> None:
        super().__init__(Program.started())
        self._generation = generation

    def find(self, name: str) -> ModuleType:
        """Return a module by its name; what is not the program's is everybody's."""
        own = self._generation.modules.get(self._generation.name if name in STARTED else name)
        return super().find(name) if own is None else own

    def texts(self) -> dict[str, Text]:
        """Return what the generation's modules were made of, and those that only a function imports, in its process."""
        made = self._generation
        return {
            AGAIN if name == made.name else name: Text(str(one.path), one.data, one.package)
            for name, one in [*made.late.items(), *made.sources.items()]
        }

    def own(self, obj: type | FunctionType) -> bool:
        """Whether a class or a function is of one of the generation's modules."""
        found: object = self._generation.modules.get(obj.__module__)
        for part in obj.__qualname__.split("."):
            found = getattr(found, part, None)
        return found is obj
