"""Program: what is being written. Runs its modules into generations, one beside the other."""

from __future__ import annotations

import builtins
import contextlib
import importlib
import os
import site
import sys
from collections.abc import Callable, Generator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, Self

from portico.app.blocks import Blocks
from portico.app.choice import absent, choose
from portico.app.mount import let_nobody_serve
from portico.app.resource import Resource, renewing
from portico.errors import BuildError
from portico.lang.program import AGAIN
from portico.lang.reading import heard
from portico.lang.rehearsal import Launch, Rehearsal
from portico.reload.generation import MAIN, MARK, Generation
from portico.reload.launch import default, refuse
from portico.reload.mounts import mounts_of
from portico.reload.naming import Naming
from portico.reload.source import Source, absolute, digest, onces, without

FOREIGN = frozenset({"site-packages", "dist-packages", "node_modules", "__pycache__"})
"""Folders inside a project that hold what others wrote."""
ROOTS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
"""What stands in the topmost folder of a project."""

BRIEFLY = 0.2
"""Seconds for which the threads of a program that was run again are waited for."""


class Broken(Exception):
    """The program could not be run; what it raised is the cause."""

    def __init__(self, attempt: Generation, error: BaseException) -> None:
        super().__init__(str(error))
        self.attempt = attempt
        self.error = error


class Program:
    """The program that is being written.

    Args:
        file: Its file.
        demo: The variable that holds the app; empty: the app that it launches, `demo`, or the only one.
        watched: Further folders and files whose changes count.
        name: What the program's own module is called while it is run.
    """

    def __init__(self, file: Path, demo: str = "", watched: Sequence[Path] = (), name: str = MAIN) -> None:
        self.file = file.parent.resolve() / file.name  # a link stays one: it may lead elsewhere after a save
        self.demo = demo
        self.name = name
        self.watched = [path.absolute() for path in watched]
        self.package, self.home = package_of(self.file.resolve())
        self.roots = [project_of(self.file.resolve()), self.home]
        self.roots += [path.resolve() for path in self.watched if path.is_dir()]
        self.current: Generation | None = None
        """The generation that runs just now, or ran last."""
        self.naming = Naming()
        self._replaced: Generation | None = None
        """The generation that the modules which run just now replace."""
        self._stale: frozenset[str] = frozenset()
        """Its modules that are run again."""
        self._own: dict[str, bool] = {}
        self._main: tuple[ModuleType | None, ModuleType | None] = (None, None)
        """What Python calls the program while it is not run."""
        self._finder = Finder(self)
        # `sysconfig` would say the same, after reading all that Python was built with.
        self._installed = [Path(one).resolve() for one in (Path(os.__file__).parent, *site.getsitepackages())]
        self._builtins: dict[str, Any] = {**vars(builtins), "__import__": self._import}

    def __enter__(self) -> Self:
        """Begin to run the program's modules in the program's own way."""
        self._main = sys.modules.get(self.name), sys.modules.get(AGAIN)
        sys.meta_path.insert(0, self._finder)
        return self

    def __exit__(self, *_: object) -> None:
        sys.meta_path.remove(self._finder)
        if self.current is not None:
            for name, module in self.current.modules.items():
                if sys.modules.get(name) is module:
                    del sys.modules[name]
        for name, module in zip((self.name, AGAIN), self._main, strict=True):
            if module is not None:
                sys.modules[name] = module

    def owns(self, path: str) -> bool:
        """Whether a file is the author's: below the project, and not installed there."""
        known = self._own.get(path)
        if known is None:
            known = self._own[path] = self._is_own(Path(path).resolve())
        return known

    def _is_own(self, path: Path) -> bool:
        root = next((root for root in self.roots if path.is_relative_to(root)), None)
        if root is None or FOREIGN & set(path.relative_to(root).parts):
            return False
        if any(path.is_relative_to(folder) for folder in (*self._installed, PORTICO)):
            return False
        # A virtual environment inside the project.
        return not any((folder / "pyvenv.cfg").exists() for folder in path.parents if folder.is_relative_to(root))

    def run(
        self,
        before: Generation | None = None,
        changed: Sequence[str] = (),
        check: Callable[[Generation], object] = lambda _: None,
    ) -> Generation:
        """Run what changed and what depends on it, and the program itself; everything else stays as it is.

        Args:
            before: The generation to take the rest from; None: there is none yet.
            changed: The modules that are not what they were.
            check: Does with the generation what may fail; what it raises counts as the program's.

        Raises:
            Broken: It raised something, or made no app. All is as it was before.
        """
        made = Generation(1 if before is None else before.number + 1, self.name)
        earlier = self.current
        stale = made.fresh = before.dependents(changed) if before is not None else frozenset([self.name])
        if before is not None:
            made.modules = {name: one for name, one in before.modules.items() if name not in stale}
            made.sources = {name: one for name, one in before.sources.items() if name not in stale}
            made.imports = {name: set(one) for name, one in before.imports.items() if name not in stale}
            kept = {path: readers - stale for path, readers in before.readers.items()}
            made.readers = {path: readers for path, readers in kept.items() if readers}
            made.files = {path: before.files[path] for path in made.readers}
            for block, maker in list(before.makers.items()):
                if maker not in stale:
                    made.makers[block] = maker
                    if (named := before.names.get(block)) is not None:
                        made.names[block] = named
        shelf = Shelf(stale)
        resources: list[Resource[Any]] = []
        self.current, self._replaced, self._stale = made, before, stale
        try:
            importlib.invalidate_caches()
            with shelf.cleared():
                with self._listening(made, before, resources):
                    made.launch = self._launched()
                check(made)
        except (Exception, SystemExit) as error:
            self.current = earlier
            raise Broken(made, error) from error
        except BaseException:
            self.current = earlier
            raise
        finally:
            self._replaced, self._stale = None, frozenset()
        for one in resources:
            one.settle()
        # What failed to be imported, and was not needed, is no module.
        made.modules = {name: one for name, one in made.modules.items() if sys.modules.get(name) is one}
        for module in made.modules.values():
            module.__dict__[MARK] = made
        if AGAIN in sys.modules:
            sys.modules[AGAIN] = made.main  # multiprocessing holds on to the program under this name
        old = {} if before is None else before.modules
        made.fresh = frozenset(name for name, one in made.modules.items() if old.get(name) is not one)
        return made

    @contextlib.contextmanager
    def _listening(
        self, made: Generation, before: Generation | None, resources: list[Resource[Any]]
    ) -> Generator[None]:
        def earlier(resource: Resource[Any]) -> object:
            resources.append(resource)
            return None if before is None else found_in(before, resource.identity)

        def read(path: Path, data: bytes) -> None:
            path = path.absolute()
            made.files[path] = digest(data)
            made.readers.setdefault(path, set()).add(self._reader() or self.name)

        marks = renewing.set(earlier), heard.set(read)
        try:
            with self.naming.of(made):
                yield
        finally:
            renewing.reset(marks[0])
            heard.reset(marks[1])

    def _reader(self) -> str | None:
        frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
        while frame is not None:
            if MARK in frame.f_globals:
                return frame.f_globals.get("__name__")
            frame = frame.f_back
        return None

    def _module(self) -> ModuleType:
        module = ModuleType(self.name)
        module.__file__ = str(self.file)
        module.__package__ = self.package
        sys.modules[self.name] = module
        return module

    def _launched(self) -> Launch:
        module = self._module()
        rehearsal = self._rehearsed(module)
        launches = rehearsal.launches
        mounted = rehearsal.mounted or self._still_mounted()
        app = self._app(module, [one.app for one in (*launches, *mounted)])
        if app is None:
            raise BuildError(absent(self.file.name, vars(module), self.demo, "--demo NAME"), code="PE408")
        launch = next((one for one in launches if one.app is app), None)
        if launch is None:
            assert self.current is not None
            mounts = self.current.mounts = mounts_of(app, mounted, rehearsal.asked)
            launch = default(app) if mounts is None else mounts.launched()
        refuse(launch)  # style sheets and the like are read now
        return launch

    def _still_mounted(self) -> list[Launch]:
        """Return what modules mounted that did not run again."""
        before = self._replaced
        if before is None or before.mounts is None or before.makers.get(before.mounts.launch.app) in self._stale:
            return []
        return list(before.mounts.mounted)

    def _rehearsed(self, module: ModuleType) -> Rehearsal:
        """Run the program's own module up to where it would serve."""
        # Threads that go on for ever are waited for at the start, but not at every save.
        rehearsal = Rehearsal() if self._replaced is None else Rehearsal(linger=BRIEFLY)
        with rehearsal.of(module):
            if "uvicorn" in sys.modules:
                let_nobody_serve(rehearsal)  # what mounts an app may stand in a module that does not run again
            self.execute(module, self.file)
        return rehearsal

    def _app(self, module: ModuleType, launched: list[Blocks]) -> Blocks | None:
        # What it launches first is what it is about; a test, and `portico run`, look for a variable first.
        return launched[0] if launched and not self.demo else choose(vars(module), self.demo)

    def execute(self, module: ModuleType, path: Path) -> None:
        """Run a module's file, as a part of the current generation; whatever it raises comes out.

        Args:
            module: What it fills.
            path: Its file.
        """
        made, before = self.current, self._replaced
        assert made is not None
        name = module.__name__
        package = module.__package__ or ""
        try:
            data = path.read_bytes()
        except OSError:
            made.sources[name] = Source(name, path, package, b"")  # where it has to come back
            raise
        source = Source(name, path, package, data)
        made.sources[name] = source
        made.modules[name] = module
        tree = source.parse()
        names = module.__dict__
        names["__builtins__"] = self._builtins
        names[MARK] = made
        for child, one in made.modules.items():
            parent, _, last = child.rpartition(".")
            if parent == name and one is not module:
                names[last] = one
        once = onces(tree)
        if once and before is not None and name in before.modules:
            ran = set(onces_of(before.sources[name])) & once.keys()
            was = vars(before.modules[name])
            names.update({one: was[one] for text in ran for one in once[text] if one in was})
            tree = without(tree, ran)
        exec(compile(tree, str(path), "exec", dont_inherit=True), names)

    def _import(self, name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        """Import for the program's modules: a generation that was replaced goes on with its own."""
        of: Generation | None = None if globals is None else globals.get(MARK)
        if of is not None and globals is not None:
            full = absolute(name, level, globals.get("__package__") or "") or name
            importer = of.imports.setdefault(globals["__name__"], set())
            importer.add(full)
            importer.update(f"{full}.{one}" for one in fromlist or ())
            if of is not self.current:
                found = of.own_module(full, fromlist or ())
                if found is not None:
                    return found
            # A package that did not run again still has its modules of before for attributes.
            for one in fromlist or ():
                if f"{full}.{one}" in self._stale and f"{full}.{one}" not in sys.modules:
                    importlib.import_module(f"{full}.{one}")
        return builtins.__import__(name, globals, locals, fromlist, level)


PORTICO = Path(__file__).resolve().parents[1]


class Finder(MetaPathFinder):
    """Finds the program's modules like everybody else, and has them run in the program's way.

    Args:
        program: Whose modules they are.
    """

    def __init__(self, program: Program) -> None:
        self._program = program

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how a module is loaded; None where nobody else finds it."""
        for finder in sys.meta_path:
            find: Any = getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = None if finder is self or find is None else find(fullname, path, target)
            if spec is not None:
                if spec.origin and isinstance(spec.loader, SourceFileLoader) and self._program.owns(spec.origin):
                    spec.loader = Loader(fullname, spec.origin, self._program)
                return spec
        return None


class Loader(SourceFileLoader):
    """Runs a module of the program.

    Args:
        fullname: The module's name.
        path: Its file.
        program: Whose module it is.
    """

    def __init__(self, fullname: str, path: str, program: Program) -> None:
        super().__init__(fullname, path)
        self._program = program

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's file; whatever it raises comes out."""
        self._program.execute(module, Path(self.path))


class Shelf:
    """What `sys.modules` held for the modules that run again, until it is clear that they can.

    Args:
        stale: Their names.
    """

    def __init__(self, stale: frozenset[str]) -> None:
        self._stale = stale

    @contextlib.contextmanager
    def cleared(self) -> Generator[None]:
        """Take them out meanwhile; where that ends with an exception, all is put back."""
        held = {name: sys.modules.pop(name) for name in self._stale if name in sys.modules}
        known = set(sys.modules)
        parents = [(name.rpartition(".")[0], name.rpartition(".")[2]) for name in self._stale if "." in name]
        inside = [(vars(sys.modules[one]), last) for one, last in parents if one in sys.modules]
        values = [names.get(last) for names, last in inside]
        try:
            yield
        except BaseException:
            for name in set(sys.modules) - known:
                if MARK in vars(sys.modules[name]):
                    del sys.modules[name]
            sys.modules.update(held)
            for (names, last), value in zip(inside, values, strict=True):
                if value is not None:
                    names[last] = value
            raise


def found_in(generation: Generation, identity: str) -> object:
    """Return what a name of a module is in a generation; None where it is nothing there.

    Args:
        generation: Where to look.
        identity: Module and name, as "module:name".
    """
    module, _, path = identity.partition(":")
    found: Any = generation.modules.get(module)
    for part in path.split("."):
        found = getattr(found, part, None)
    return found


def onces_of(source: Source) -> dict[str, list[str]]:
    """Return the blocks of a module's text that run once."""
    return onces(source.parse())


def package_of(file: Path) -> tuple[str, Path]:
    """Return the package that a program's relative imports start from, and the folder that its imports are found in."""
    parts: list[str] = []
    folder = file.parent
    while (folder / "__init__.py").exists() and folder.parent != folder:
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts), folder


def project_of(file: Path) -> Path:
    """Return the topmost folder of the project that a program is in: its own, where nothing marks another."""
    for folder in file.parents:
        if any((folder / mark).exists() for mark in ROOTS):
            return folder
    return file.parent
