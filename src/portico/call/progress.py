"""How far a function is, told to its visitor while it runs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sized
from typing import Any

from portico.call.context import Call, current_call
from portico.call.unknown import Strict
from portico.lang.signature import names_checked
from portico.wire.messages import Progress as ProgressMessage
from portico.wire.messages import ProgressUnit


class Progress(Strict):
    """A progress bar: give a function a parameter `progress=gr.Progress()` and call or iterate it.

    Args:
        track_tqdm: Also show every `tqdm.tqdm` loop that the function, or a library under it, runs.
    """

    @names_checked
    def __init__(self, track_tqdm: bool = False) -> None:
        self.track_tqdm = track_tqdm
        self._call: Call | None = None
        self._units: list[ProgressUnit] = []

    def bind(self, call: Call) -> Progress:
        """Return a progress bar for one run; the default in the signature is shared by all of them."""
        bound = Progress(self.track_tqdm)
        bound._call = call
        return bound

    def __call__(
        self,
        progress: float | tuple[float, int | None] | None,
        desc: str | None = None,
        total: float | None = None,
        unit: str = "steps",
        _tqdm: Any = None,
    ) -> None:
        """Say how far it is.

        Args:
            progress: A fraction from 0 to 1; or (done, of how many); or None for "busy".
            desc: What is being done.
            total: Of how many, when `progress` is a count.
            unit: What is counted.
        """
        if isinstance(progress, tuple):
            done, length = progress
            shown = ProgressUnit(index=done, length=length, unit=unit, desc=desc)
        elif total is not None and progress is not None:
            shown = ProgressUnit(index=progress, length=total, unit=unit, desc=desc)
        else:
            shown = ProgressUnit(progress=progress, unit=unit, desc=desc)
        self._send([*self._units, shown])

    def tqdm(
        self,
        iterable: Iterable[Any] | None,
        desc: str | None = None,
        total: float | None = None,
        unit: str = "steps",
        _tqdm: Any = None,
    ) -> Iterable[Any]:
        """Wrap an iterable so that each step is shown.

        Args:
            iterable: What to go through.
            desc: What is being done.
            total: Of how many, where the iterable has no length.
            unit: What is counted.
        """
        if iterable is None:
            return iter(())
        length = total if total is not None else _length(iterable)
        return self._steps(iterable, ProgressUnit(index=0, length=length, unit=unit, desc=desc))

    def _steps(self, iterable: Iterable[Any], bar: ProgressUnit) -> Iterator[Any]:
        self._units.append(bar)
        self._send(self._units)
        try:
            for done, item in enumerate(iterable, 1):
                yield item
                bar.index = done
                self._send(self._units)
        finally:
            self._units.remove(bar)

    def push(self, bar: ProgressUnit) -> None:
        """Show one more bar inside those that are shown."""
        self._units.append(bar)
        self._send(self._units)

    def step(self) -> None:
        """Send the bars again after one of them moved."""
        self._send(self._units)

    def pop(self, bar: ProgressUnit) -> None:
        """Take a bar away."""
        with contextlib.suppress(ValueError):
            self._units.remove(bar)

    def _send(self, units: list[ProgressUnit]) -> None:
        call = self._call or current_call.get()
        if call is None or call.simple:
            return
        shown = [ProgressUnit(u.index, u.length, u.unit, u.progress, u.desc) for u in units]
        call.publish(ProgressMessage(call.job, shown))


def _length(iterable: Iterable[Any]) -> int | None:
    try:
        return len(iterable) if isinstance(iterable, Sized) else None
    except TypeError:  # some say that they have a length, and have none
        return None
