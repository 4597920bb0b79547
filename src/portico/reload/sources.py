"""Sources: the files that a generation is made of, and which of them are not what they were."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from portico.reload.generation import MARK, Generation
from portico.reload.mark import NOTHING, Sign, dubious, held, sign
from portico.reload.program import FOREIGN, Program
from portico.reload.source import Source, digest


@dataclass(frozen=True, slots=True)
class Change:
    """What a save changed.

    Args:
        modules: The modules that have to run again; those that depend on them are not among them.
        files: The files that were saved.
    """

    modules: tuple[str, ...]
    files: tuple[Path, ...]


class Paths(NamedTuple):
    """What is to be watched.

    Args:
        near: The files that a program is made of, and the folders in which new ones may turn up.
        far: What `--watch` names besides; there may be a lot of it.
    """

    near: set[Path]
    far: set[Path]


class Sources:
    """Knows the files of a program.

    Args:
        program: What is being written.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[Path, tuple[Sign, bytes]] = {}
        """What was found in the files that `--watch` names, by when it was found."""

    def besides(self) -> dict[Path, bytes]:
        """Return the files that `--watch` names, besides modules of the program, with what tells what they hold."""
        found = [path for path, folder in self._watched() if not folder]
        self._known = {path: self._mark(path) for path in found}
        return {path: mark for path, (_, mark) in self._known.items()}

    def settle(self, generation: Generation, extra: dict[Path, bytes] | None = None) -> None:
        """Take what is besides its modules as it is for what a generation is made of.

        Args:
            generation: What was run, or could not be.
            extra: What `besides` said before that; default: what it says now.
        """
        generation.extra = self.besides() if extra is None else extra
        made = [source.path for source in list(generation.sources.values())]
        generation.gone = {path for path in (*made, *generation.files) if sign(path) is None}
        generation.absent = {}
        for importer, source in list(generation.sources.items()):
            for name in source.imports:
                if name not in generation.modules and not foreign(name):
                    for path in self._candidates(name):
                        if not path.exists():
                            generation.absent.setdefault(path, set()).add(importer)

    def foresee(self, generation: Generation) -> None:
        """Read what a generation's worker processes may import besides what was imported here."""
        if all(one.packed is None for one in generation.app.listeners.values()):
            return
        waiting = list(generation.sources.values())
        while waiting:
            for name in with_packages(waiting.pop().imports):
                if name in generation.sources or name in generation.late or name in generation.modules:
                    continue
                path = next((path for path in self._candidates(name) if path.is_file()), None)
                if path is None or not self._program.owns(str(path)):
                    continue
                package = name if path.name == "__init__.py" else name.rpartition(".")[0]
                with contextlib.suppress(OSError):
                    found = generation.late[name] = Source(name, path, package, path.read_bytes())
                    with contextlib.suppress(SyntaxError):  # who imports it is told
                        found.parse()
                    waiting.append(found)

    def paths(self, *generations: Generation) -> Paths:
        """Return the files whose changes count, and the folders in which new ones may turn up."""
        near = {source.path for one in generations for source in list(one.sources.values())}
        near |= {path for one in generations for path in one.files}
        near |= {source.path for one in generations for source in one.late.values()}
        near |= {path.parent for path in near}
        near |= {nearest(path) for one in generations for path in one.absent}
        watched = dict(self._watched())
        far = {path for path, folder in watched.items() if folder or path not in near}
        return Paths(near, far - near)

    def saved(self, *generations: Generation) -> dict[Path, bool]:
        """Return the files that an editor may be saving just now, and whether each held anything before."""
        found: dict[Path, bool] = {}
        for one in generations:
            found |= {source.path: bool(source.data) for source in [*one.late.values(), *one.sources.values()]}
            found |= {path: known != NOTHING for path, known in one.files.items()}
            now = self.besides() if self._program.watched else {}
            found |= {path: known != NOTHING for path, known in one.extra.items() if known and now.get(path) != known}
        return found

    def changed(self, generation: Generation) -> Change:
        """Return what is not as it was when a generation was run."""
        modules: dict[str, Path] = {}
        for name, source in list(generation.sources.items()):
            if self._differs(generation, source.path, source.digest):
                modules[name] = source.path
        for name, source in generation.late.items():
            if name not in generation.sources and self._differs(generation, source.path, source.digest):
                importers = [one for one, other in list(generation.sources.items()) if name in other.imports]
                modules.update(dict.fromkeys(importers or [generation.name], source.path))
        for path, known in generation.files.items():
            if self._differs(generation, path, known):
                modules.update(dict.fromkeys(generation.readers.get(path, {generation.name}), path))
        if self._program.watched:
            now = self.besides()
            for path in now.keys() | generation.extra.keys():
                if now.get(path) != generation.extra.get(path):
                    modules.setdefault(generation.name, path)
        for path, importers in generation.absent.items():
            if path.exists():
                modules.update(dict.fromkeys((one for one in importers if one in generation.sources), path))
        return Change(tuple(modules), tuple(dict.fromkeys(modules.values())))

    def _differs(self, generation: Generation, path: Path, known: bytes) -> bool:
        try:
            return digest(path.read_bytes()) != known
        except OSError:
            return path not in generation.gone

    def _mark(self, path: Path) -> tuple[Sign, bytes]:
        found, known = sign(path), self._known.get(path)
        if known is not None and known[0] == found and not dubious(found):
            return known
        return found, held(path, found)

    def _watched(self) -> Iterator[tuple[Path, bool]]:
        """Yield the files that `--watch` names, besides modules of the program, and the folders in which they are."""
        waiting = list(self._program.watched)
        while waiting:
            path = waiting.pop()
            try:
                found = list(os.scandir(path))
            except OSError:
                if path in self._program.watched:
                    yield path, False  # a file, or nothing yet
                continue
            yield path, True
            for one in found:
                if one.name.startswith(".") or one.name in FOREIGN:
                    continue
                if one.is_dir(follow_symlinks=False):
                    waiting.append(Path(one.path))
                elif not one.name.endswith(".py") and one.is_file():
                    yield Path(one.path), False

    def _candidates(self, name: str) -> Iterator[Path]:
        """Yield the files and folders that would be a module of the program."""
        parts = name.split(".")
        if foreign(parts[0]):
            return
        for folder in dict.fromkeys([self._program.home, *map(Path, sys.path)]):
            if any(folder.is_relative_to(root) for root in self._program.roots):
                place = folder.joinpath(*parts)
                yield place.with_name(f"{parts[-1]}.py")
                yield place / "__init__.py"
                yield place


def foreign(name: str) -> bool:
    """Whether a module is loaded, and not the program's."""
    module = sys.modules.get(name)
    return module is not None and MARK not in vars(module) and getattr(module, "__file__", None) is not None


def nearest(path: Path) -> Path:
    """Return the folder in which a path, or the first folder on the way to it, would turn up."""
    folder = path.parent
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return folder


def with_packages(names: Iterable[str]) -> Iterator[str]:
    """Yield the names of modules, each after the packages that it is in."""
    for name in names:
        parts = name.split(".")
        yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))
