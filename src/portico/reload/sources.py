"""Sources: the files that a generation is made of, and which of them are not what they were."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portico.reload.generation import Generation, Sign
from portico.reload.program import FOREIGN, Program
from portico.reload.source import digest


@dataclass(frozen=True, slots=True)
class Change:
    """What a save changed.

    Args:
        modules: The modules that have to run again; those that depend on them are not among them.
        files: The files that were saved.
    """

    modules: tuple[str, ...]
    files: tuple[Path, ...]


class Sources:
    """Knows the files of a program.

    Args:
        program: What is being written.
    """

    def __init__(self, program: Program) -> None:
        self._program = program

    def settle(self, generation: Generation) -> None:
        """Take what is besides its modules as it is for what a generation is made of."""
        generation.extra = {path: sign(path) for path in self._watched()}
        generation.absent = {}
        for importer, source in list(generation.sources.items()):
            for name in source.imports:
                if name not in sys.modules:
                    for path in self._candidates(name):
                        if not path.exists():
                            generation.absent.setdefault(path, set()).add(importer)

    def paths(self, *generations: Generation) -> set[Path]:
        """Return the files whose changes count, and the folders in which new ones may turn up."""
        files = {source.path for one in generations for source in list(one.sources.values())}
        files |= {path for one in generations for path in (*one.files, *one.extra)}
        folders = {path.parent for path in files} | set(self._program.watched)
        folders |= {path.parent for one in generations for path in one.absent if path.parent.is_dir()}
        return files | folders

    def changed(self, generation: Generation) -> Change:
        """Return what is not as it was when a generation was run; a file that is not there counts as it was."""
        modules: dict[str, Path] = {}
        for name, source in list(generation.sources.items()):
            if self._differs(source.path, source.digest):
                modules[name] = source.path
        for path, known in generation.files.items():
            if self._differs(path, known):
                modules.update(dict.fromkeys(generation.readers.get(path, {generation.name}), path))
        for path in self._watched() | generation.extra.keys():
            if sign(path) != generation.extra.get(path):
                modules.setdefault(generation.name, path)
        for path, importers in generation.absent.items():
            if path.exists():
                modules.update(dict.fromkeys((one for one in importers if one in generation.sources), path))
        return Change(tuple(modules), tuple(dict.fromkeys(modules.values())))

    def _differs(self, path: Path, known: bytes) -> bool:
        try:
            return digest(path.read_bytes()) != known
        except OSError:
            return False

    def _watched(self) -> set[Path]:
        """Return the files that `--watch` names, besides modules of the program."""
        found: set[Path] = set()
        for path in self._program.watched:
            if not path.is_dir():
                found.add(path)
                continue
            for one in path.rglob("*"):
                hidden = any(part.startswith(".") or part in FOREIGN for part in one.relative_to(path).parts)
                if not hidden and one.suffix != ".py" and one.is_file():
                    found.add(one)
        return found

    def _candidates(self, name: str) -> Iterator[Path]:
        """Yield the files that would be a module of the program."""
        parts = name.split(".")
        for folder in dict.fromkeys([self._program.home, *map(Path, sys.path)]):
            if any(folder.is_relative_to(root) for root in self._program.roots):
                place = folder.joinpath(*parts)
                if place.parent.is_dir():
                    yield place.with_name(f"{parts[-1]}.py")
                    yield place / "__init__.py"


def sign(path: Path) -> Sign:
    """Return what tells, without opening it, whether a file or a folder was touched."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
