"""Shows the loops of the tqdm library in the page, for functions that ask with `Progress(track_tqdm=True)`.

tqdm has no hook of its own for this, so its class is taught once to report to the progress bar of the call that the
loop runs in. A loop outside such a call behaves as before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterator
from contextvars import ContextVar
from typing import Any

from portico.call.progress import Progress
from portico.wire.messages import ProgressUnit

Method = Callable[..., Any]
_tracking: ContextVar[Progress | None] = ContextVar("portico_tqdm", default=None)


@contextlib.contextmanager
def tracked(progress: Progress) -> Generator[None]:
    """Report every tqdm loop inside the block to `progress`."""
    install()
    token = _tracking.set(progress)
    try:
        yield
    finally:
        _tracking.reset(token)


def install() -> None:
    """Teach tqdm's class to report; a second call changes nothing. Does nothing where tqdm is missing."""
    try:
        from tqdm import std
    except ImportError:
        return
    if getattr(std.tqdm, "_portico", False):
        return
    std.tqdm.__init__ = reporting_init(std.tqdm.__init__)
    std.tqdm.update = reporting_update(std.tqdm.update)
    std.tqdm.close = reporting_close(std.tqdm.close)
    std.tqdm.__iter__ = reporting_iter(std.tqdm.__iter__)
    std.tqdm._portico = True  # pyright: ignore[reportAttributeAccessIssue]


def reporting_init(make: Method) -> Method:
    """Return a constructor that pushes a bar where the call is tracked."""

    def init(self: Any, iterable: Any = None, desc: str | None = None, *args: Any, **kwargs: Any) -> None:
        self._portico_bar = None
        progress = _tracking.get()
        make(self, iterable, desc, *args, **kwargs)
        if progress is not None:
            unit = getattr(self, "unit", "it")
            shown = "steps" if unit == "it" else unit
            self._portico_bar = ProgressUnit(index=0, length=self.total, unit=shown, desc=desc)
            self._portico_progress = progress
            progress.push(self._portico_bar)

    return init


def reporting_update(move: Method) -> Method:
    """Return an `update` that moves the bar too."""

    def update(self: Any, n: float | None = 1) -> Any:
        moved = move(self, n)
        bar = getattr(self, "_portico_bar", None)
        if bar is not None:
            bar.index = (bar.index or 0) + (n or 0)
            self._portico_progress.step()
        return moved

    return update


def reporting_iter(walk: Method) -> Method:
    """Return an `__iter__` that tells each step: tqdm's own counts by itself and calls `update` only now and then."""

    def iterate(self: Any) -> Iterator[Any]:
        bar = getattr(self, "_portico_bar", None)
        if bar is None:
            yield from walk(self)
            return
        self._portico_bar = None
        try:
            for item in walk(self):
                yield item
                bar.index = (bar.index or 0) + 1
                self._portico_progress.step()
        finally:
            self._portico_progress.pop(bar)

    return iterate


def reporting_close(close: Method) -> Method:
    """Return a `close` that takes the bar away."""

    def end(self: Any) -> None:
        bar = getattr(self, "_portico_bar", None)
        if bar is not None:
            self._portico_progress.pop(bar)
            self._portico_bar = None
        close(self)

    return end
