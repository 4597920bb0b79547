"""Reloading: the app's program is run again and again, at random moments, while it is used."""

from __future__ import annotations

import random
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from portico.leaktest.program import Program

LONGEST = 0.4
"""Seconds between two saves, at most."""
PATIENCE = 20.0
"""Seconds that a save has to be followed."""
LOOK = 0.01


class Reloading:
    """Saves, waits until that was followed, and saves again.

    Args:
        program: The app, served by `portico dev`.
        file: What is saved; the app was told to watch it.
        times: How often.
        seed: What decides when.
    """

    def __init__(self, program: Program, file: Path, times: int, seed: int) -> None:
        self._program = program
        self._file = file
        self._times = times
        self._chance = random.Random(f"{seed}/reloading")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._save, name="reloading", daemon=True)

    @property
    def done(self) -> int:
        """How often the program was run again."""
        return sum(line.startswith("* Reloaded") for line in self._program.lines)

    @property
    def failed(self) -> int:
        """How often that could not be done."""
        return sum(line.startswith("* Not reloaded") for line in self._program.lines)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._stop.set()
        self._thread.join(PATIENCE + self._times * (LONGEST + 1))
        self._stop.set()

    def _save(self) -> None:
        for number in range(1, self._times + 1):
            if self._stop.wait(self._chance.uniform(0.0, LONGEST)) or not self._program.runs:
                return
            before = self.done + self.failed
            self._file.write_text(f"save {number}\n", encoding="utf-8")
            for _ in range(int(PATIENCE / LOOK)):
                if self.done + self.failed > before or self._stop.wait(LOOK):
                    break
