"""The terminal: colours and a spinner for a person who looks on, plain text for everybody else.

Nothing is coloured in a pipe, nor where `NO_COLOR` is set, whatever it says; nothing turns there either.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import threading
import time
from collections.abc import Generator
from typing import Any, Literal, TextIO

Colour = Literal["bold", "dim", "red", "green", "yellow", "cyan"]
CODES: dict[Colour, int] = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "cyan": 36}
FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
EVERY = 0.1
"""Seconds between two pictures of the spinner."""
WIDTH = 24
"""Characters of a bar."""


def is_watched(stream: TextIO) -> bool:
    """Whether a person looks at what is written, on a terminal that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def paint(text: str, colour: Colour, stream: TextIO | None = None) -> str:
    """Return text in a colour where the stream shows any; default: standard output."""
    if os.environ.get("NO_COLOR") or not is_watched(stream or sys.stdout):
        return text
    return f"\x1b[{CODES[colour]}m{text}\x1b[0m"


class Progress:
    """How far something is, on a line that is written over; nothing where nobody looks.

    Args:
        doing: What goes on.
        stream: Where it is shown.
    """

    def __init__(self, doing: str, stream: TextIO) -> None:
        self._doing = doing
        self._stream = stream
        self._part = ""
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._there = False
        """Whether the line stands there."""
        self._open = False
        """Whether the last line that somebody else wrote has no end yet."""
        self._began = time.monotonic()
        self._thread: threading.Thread | None = None
        if is_watched(stream):
            self._thread = threading.Thread(target=self._turn, name="portico-spinner", daemon=True)
            self._thread.start()

    def at(self, done: int, of: int) -> None:
        """Show how much is done."""
        full = WIDTH * done // max(of, 1)
        self._part = f" [{'█' * full}{'·' * (WIDTH - full)}] {done}/{of}"

    def _turn(self) -> None:
        turn = 0
        while not self._over.wait(EVERY):
            turn += 1
            seconds = time.monotonic() - self._began
            said = f"{FRAMES[turn % len(FRAMES)]} {self._doing}{self._part} {seconds:.0f} s"
            with self._lock:
                if not self._open:
                    self._stream.write(f"\r\x1b[2K{paint(said, 'dim', self._stream)}")
                    self._stream.flush()
                    self._there = True

    def write(self, text: str) -> int:
        """Write something of somebody else's, which stays; the line stands below it."""
        with self._lock:
            self._clear()
            self._stream.write(text)
            self._stream.flush()
            self._open = not text.endswith("\n") if text else self._open
        return len(text)

    def _clear(self) -> None:
        if self._there:
            self._stream.write("\r\x1b[2K")
            self._there = False

    def close(self) -> None:
        """Take the line away."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            with self._lock:
                self._clear()
                self._stream.flush()


class Above(io.TextIOBase):
    """What a program writes while something is shown below it.

    Args:
        shown: What is shown.
        stream: Where it is shown, and what the program believes to write to.
    """

    def __init__(self, shown: Progress, stream: TextIO) -> None:
        self._shown = shown
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        # Programs ask more of their standard output than of a text stream: `buffer`, `reconfigure`.
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write it where it stays."""
        return self._shown.write(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        """Whether a person looks at it."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The file behind it."""
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        """How text becomes bytes there."""
        return self._stream.encoding


@contextlib.contextmanager
def listening(doing: str) -> Generator[None]:
    """Show that a program runs, until the block ends; what it prints, wherever to, goes to standard error.

    Args:
        doing: What goes on.
    """
    if not is_watched(sys.stderr):
        with contextlib.redirect_stdout(sys.stderr):
            yield
        return
    with progress(doing) as shown:
        above: Any = Above(shown, sys.stderr)
        with contextlib.redirect_stdout(above), contextlib.redirect_stderr(above):
            yield


@contextlib.contextmanager
def progress(doing: str, stream: TextIO | None = None) -> Generator[Progress]:
    """Show that something goes on, until the block ends.

    Args:
        doing: What goes on.
        stream: Where to show it; default: standard error.
    """
    shown = Progress(doing, stream or sys.stderr)
    try:
        yield shown
    finally:
        shown.close()
