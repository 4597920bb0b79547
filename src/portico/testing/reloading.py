"""The app of a file that is edited while it is tested: it is run, and served anew, as `portico dev` does it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from portico.lang.program import PROGRAM
from portico.lang.rehearsal import Launch
from portico.reload.generation import Generation
from portico.reload.launch import default
from portico.reload.program import Broken, Program
from portico.reload.sources import Sources
from portico.testing.program import Named
from portico.testing.refusal import NotPossible

if TYPE_CHECKING:
    from portico.testing.hosting import Hosting
    from portico.testing.loop import Loop
    from portico.testing.serving import Serving

Notes = dict[str, list[str]]


class Written(Program):
    """A program of a test: it is not the test's `__main__`, and what it is told to launch with is the test's affair.

    Args:
        named: Which file, and which of its apps.
    """

    def __init__(self, named: Named) -> None:
        super().__init__(named.file, named.app, name=PROGRAM)
        self._named = named

    def _launched(self) -> Launch:
        module = self._module()
        found = self._rehearsed(module).launches
        app = self._named.chosen(vars(module), found)
        return next((one for one in found if one.app is app), None) or default(app)


class Reloading:
    """A program whose app is under test, from `load` until `close`.

    Args:
        named: Which file, and which of its apps.
        launch: Arguments of `launch`, which win over the program's own.
        names: Is kept filled with the program's variables.
    """

    def __init__(self, named: Named, launch: dict[str, Any], names: dict[str, Any]) -> None:
        self._named = named
        self._launch = launch
        self._names = names
        self._held = contextlib.ExitStack()
        self._swap: Serving | None = None

    def load(self) -> tuple[Any, dict[str, Any]]:
        """Run the program from its beginning; return its app and what it is launched with."""
        self.close()
        self._program = self._held.enter_context(Written(self._named))
        self._sources, self._swap = Sources(self._program), None
        try:
            with self._findable():
                self._generation = self._program.run()
        except Broken as broken:
            self.close()
            raise broken.error from None
        except BaseException:
            self.close()
            raise
        self._sources.settle(self._generation)
        self._fill()
        return self._generation.app, self.options(self._generation)

    def close(self) -> None:
        """Let go of the program's modules."""
        self._held.close()

    def options(self, generation: Generation) -> dict[str, Any]:
        """Return what a generation is launched with."""
        assert generation.launch is not None
        return {**generation.launch.given, **self._launch}

    def reload(self, hosting: Hosting, loop: Loop, seconds: float) -> tuple[Notes, list[str]] | None:
        """Run what was saved and serve it; None where nothing was.

        Returns:
            What single sessions are told, and the arguments of `launch` that only a restart changes.

        Raises:
            NotPossible: What was saved cannot be run.
        """
        if not self._named.file.is_file():
            raise NotPossible(f"There is no file {str(self._named.file)!r} any more, and the app goes on as it was.")
        change = self._sources.changed(self._generation)
        if not change.modules:
            return None
        from portico.reload.swap import later  # most tests open their program and never write it anew
        from portico.testing.serving import Serving

        before = hosting.settings, self._generation.app.queueing
        swap = self._swap = self._swap or Serving(self._generation, hosting, self.options)
        notes, only_later = Notes(), list[str]()

        def serve(made: Generation) -> None:
            prepared = swap.prepare(made)
            notes.update(loop.run(swap.swap_in(made, prepared), seconds))
            only_later.extend(later(before, (prepared.settings, made.app.queueing)))

        try:
            with self._findable():
                made = self._program.run(self._generation, change.modules, serve)
        except Broken as broken:
            from portico.reload.mishap import as_text, described

            said = as_text(described(broken.error, self._program))
            raise NotPossible(f"What was saved cannot be run, and the app goes on as it was. {said}") from broken.error
        self._generation = made
        self._sources.settle(made)
        self._fill()
        hosting.demo, hosting.options = made.app, self.options(made)
        return notes, only_later

    def _fill(self) -> None:
        self._names.clear()
        self._names.update(vars(self._generation.main))

    @contextlib.contextmanager
    def _findable(self) -> Generator[None]:
        """Let the program import what stands beside it."""
        known = list(sys.path)
        sys.path.insert(0, str(self._named.file.parent))
        try:
            yield
        finally:
            sys.path[:] = known
