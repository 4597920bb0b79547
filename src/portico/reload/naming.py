"""Naming: which variable a block of the program was given to, by which it is known again in the next generation."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Generator
from types import CodeType, FrameType

from portico.graph.block import Block
from portico.graph.context import noticing
from portico.reload.generation import MARK, Generation
from portico.reload.source import Place

Step = tuple[str, str, str | None]


class Naming:
    """Notices the blocks that the program makes while its modules run."""

    def __init__(self) -> None:
        self._places: dict[CodeType, list[Place]] = {}

    @contextlib.contextmanager
    def of(self, generation: Generation) -> Generator[None]:
        """Name the blocks of a generation meanwhile."""
        mark = noticing.set(lambda block: self._notice(generation, block))
        try:
            yield
        finally:
            noticing.reset(mark)
            self._places.clear()

    def _notice(self, generation: Generation, block: Block) -> None:
        # Above this one: the lambda, `Block.__new__`, and then who called the class.
        frame: FrameType | None = sys._getframe(3)  # pyright: ignore[reportPrivateUsage]
        first = frame
        steps: list[Step] = []
        direct = False
        while frame is not None:
            if (step := self._step(generation, frame)) is not None:
                direct = direct or (frame is first and step[2] is not None)
                steps.append(step)
                if block not in generation.makers and step[1] == "<module>":
                    generation.makers[block] = step[0]
            frame = frame.f_back
        if direct:
            generation.names[block] = tuple(steps)

    def _step(self, generation: Generation, frame: FrameType) -> Step | None:
        """Return what a frame of the program was doing; None for one that is not the program's."""
        if frame.f_globals.get(MARK) is None:
            return None
        module = frame.f_globals["__name__"]
        source = generation.sources.get(module)
        place = self._place(frame)
        target = None if source is None or place is None else source.target(place)
        return module, frame.f_code.co_qualname, target

    def _place(self, frame: FrameType) -> Place | None:
        """Return where the call begins that a frame is in."""
        code = frame.f_code
        places = self._places.get(code)
        if places is None:
            places = [(line or 0, column or 0) for line, _, column, _ in code.co_positions()]
            self._places[code] = places
        at = frame.f_lasti // 2
        return places[at] if 0 <= at < len(places) else None
