"""Generation: one run of the program's modules. What did not change is not run again, but shared with the last run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

from portico.app.blocks import Blocks
from portico.graph.block import Block
from portico.lang.rehearsal import Launch
from portico.reload.mounts import Mounts
from portico.reload.source import Source

MARK = "__generation__"
"""The global of each module of the program that says which generation it belongs to."""
MAIN = "__main__"
Name = tuple[tuple[str, str, str | None], ...]
"""What a block is known by: for each call on the way to its making, the module, the function and the variable."""


@dataclass(slots=True, weakref_slot=True, eq=False)
class Generation:
    """The program's modules as they ran together.

    Args:
        number: Which one it is; the first is 1.
        name: What the program itself is called among its modules.
    """

    number: int
    name: str = MAIN
    modules: dict[str, ModuleType] = field(default_factory=dict[str, ModuleType])
    sources: dict[str, Source] = field(default_factory=dict[str, Source])
    """What each module was made of."""
    imports: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Who imported whom, as it happened."""
    files: dict[Path, bytes] = field(default_factory=dict[Path, bytes])
    """Other files that Portico read for it, such as style sheets, with their digests."""
    readers: dict[Path, set[str]] = field(default_factory=dict[Path, set[str]])
    """The modules in which they were read."""
    extra: dict[Path, bytes] = field(default_factory=dict[Path, bytes])
    """The files that `--watch` names, and what told what they held."""
    absent: dict[Path, set[str]] = field(default_factory=dict[Path, set[str]])
    """Files that would have been imported if they had been there, and by whom."""
    gone: set[Path] = field(default_factory=set[Path])
    """Files that it was made of, and that were not there any more when it was made."""
    late: dict[str, Source] = field(default_factory=dict[str, "Source"])
    """Modules that only functions in worker processes import, as they were when the first of those could begin."""
    fresh: frozenset[str] = frozenset()
    """The modules that ran for this generation."""
    launch: Launch | None = None
    mounts: Mounts | None = None
    """Where the app stands in another one, if it does."""
    names: WeakKeyDictionary[Block, Name] = field(default_factory=WeakKeyDictionary["Block", "Name"])
    """Which variable each block was given to, where it was."""
    makers: WeakKeyDictionary[Block, str] = field(default_factory=WeakKeyDictionary["Block", "str"])
    """The module that ran when a block was made."""

    @property
    def app(self) -> Blocks:
        """The app that is served."""
        assert self.launch is not None
        return self.launch.app

    @property
    def main(self) -> ModuleType:
        """The program itself."""
        return self.modules[self.name]

    def dependents(self, changed: Iterable[str]) -> frozenset[str]:
        """Return modules with those that depend on them, at any distance; the program itself is always among them.

        Args:
            changed: Names of modules.
        """
        importers: dict[str, set[str]] = {}
        for name, source in list(self.sources.items()):
            for imported in source.imports | self.imports.get(name, set()):
                importers.setdefault(imported, set()).add(name)
        found: set[str] = set()
        waiting = [self.name, *changed]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(importers.get(name, ()))
            if not waiting:
                waiting.extend(self._placed_with(found) - found)
        return frozenset(found)

    def _placed_with(self, stale: set[str]) -> set[str]:
        """Return the modules that made the blocks of a page which is made anew: a block can be placed once."""
        if self.launch is None or self.makers.get(self.app) not in stale:
            return set()
        return {maker for block in list(self.app.blocks.values()) if (maker := self.makers.get(block)) is not None}

    def own_module(self, import_name: str, fromlist: Iterable[str]) -> Any:
        """Return what an import statement of this generation's code receives; None where it is not the program's.

        Args:
            import_name: The full name of what is imported.
            fromlist: The names after `import`, in `from … import …`.
        """
        if not fromlist:
            return self.modules.get(import_name) if "." not in import_name else None
        module = self.modules.get(import_name)
        inside = {name: self.modules[full] for name in fromlist if (full := f"{import_name}.{name}") in self.modules}
        if not inside:
            return module
        found = ModuleType(import_name)
        found.__dict__.update({} if module is None else vars(module))
        found.__dict__.update(inside)
        return found
