"""Developing: the loop of `portico dev`. Save, run, swap; or say what is wrong, and go on serving what works."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from pathlib import Path

from portico.app.settings import Settings
from portico.errors import BuildError
from portico.reload.generation import Generation
from portico.reload.mishap import as_text, described
from portico.reload.program import Broken, Program
from portico.reload.sources import Change, Sources
from portico.reload.swap import Serving
from portico.reload.watching import Watch, settled


class Developing:
    """A program while it is written.

    Args:
        program: What is written.
        say: Prints a line to whoever writes.
        override: Changes the settings of each generation, such as the port.
    """

    def __init__(
        self,
        program: Program,
        say: Callable[[str], object] = print,
        override: Callable[[Settings], object] = lambda _: None,
    ) -> None:
        self.program = program
        self.sources = Sources(program)
        self._say = say
        gc.collect()
        gc.freeze()  # what was there before the program has not to be looked through after each save
        extra = self.sources.besides()
        first = program.run()
        self.sources.foresee(first)
        self.serving = Serving(first, override)
        self._attempt: Generation | None = None
        """The last generation that could not be run, until it is mended."""
        self.sources.settle(self.serving.generation, extra)

    @property
    def generation(self) -> Generation:
        """What is served."""
        return self.serving.generation

    @property
    def broken(self) -> bool:
        """Whether what was saved last could not be run."""
        return self._attempt is not None

    def start(self) -> None:
        """Serve, and return when requests are answered; raises Broken where what is around the app cannot start."""
        try:
            self.serving.start()
        except BuildError as error:
            raise Broken(self.generation, error) from error

    def stop(self) -> None:
        """End the server."""
        self.serving.stop()
        gc.unfreeze()

    def follow(self, watch: Watch, stop: threading.Event) -> None:
        """Reload after each save, until told to stop."""
        while not stop.is_set():
            known = [self.generation, *([] if self._attempt is None else [self._attempt])]
            watch.aim(*self.sources.paths(*known))
            # What was saved before it was looked at is found by what it holds.
            if self._waits() or watch.wait(stop):
                settled(self.sources.saved(*known), stop)
                self.look()

    def _waits(self) -> bool:
        """Whether something was saved that nobody has run."""
        changed = bool(self.sources.changed(self.generation).modules)
        return changed if self._attempt is None else not changed or bool(self.sources.changed(self._attempt).modules)

    def look(self) -> bool:
        """Reload where something was saved; return whether another generation is served now."""
        change = self.sources.changed(self.generation)
        if self._attempt is not None:
            if not self.sources.changed(self._attempt).modules and change.modules:
                return False  # it is as broken as before
            if not change.modules:
                self._attempt = None
                self.serving.tell(broken=None)
                self._say("* Mended: what is served is what is saved")
                return False
        return self.reload(change) if change.modules else False

    def reload(self, change: Change) -> bool:
        """Run what changed and serve it; return whether it could be run.

        Args:
            change: What was saved.
        """
        began = time.perf_counter()
        later: list[str] = []
        extra = self.sources.besides()  # what is saved while it runs is looked at again

        def serve(made: Generation) -> None:
            self.sources.foresee(made)
            later.extend(self.serving.swap(made, self.serving.prepare(made)))

        try:
            made = self.program.run(self.generation, change.modules, serve)
        except Broken as broken:
            self._fail(broken, extra)
            return False
        self._attempt = None
        self.sources.settle(made, extra)
        took = 1000 * (time.perf_counter() - began)
        names = ", ".join(sorted({path.name for path in change.files})) or self.program.file.name
        self._say(f"* Reloaded {names} in {took:.0f} ms")
        if later:
            self._say(f"* {', '.join(later)}: takes effect when `portico dev` is started again")
        gc.collect()
        return True

    def _fail(self, broken: Broken, extra: dict[Path, bytes]) -> None:
        self._attempt = broken.attempt
        self.sources.settle(broken.attempt, extra)
        what = described(broken.error, self.program)
        self.serving.tell(broken=what)
        self._say(f"* Not reloaded; the app goes on as it was:\n{as_text(what)}")
