"""Opening a file so that what was checked is what is read.

A path can mean another file a moment later. So a path is opened once, step by step below a folder that the author
named, no step of it a link; what was opened is looked at, and only a regular file is kept. Everything after that uses
the open file, never the path.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

# A FIFO without a writer would hold the thread for ever; with O_NONBLOCK it opens, and is refused.
READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
STEP = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
ROOT = STEP & ~getattr(os, "O_NOFOLLOW", 0)
WALKS = os.open in os.supports_dir_fd
"""Whether the system opens a name relative to an open folder."""


class NotRegular(OSError):
    """What was opened is a folder, a device, a FIFO or another thing that is no file."""


@dataclass(slots=True)
class Opened:
    """A regular file, open for reading.

    Args:
        descriptor: The open file.
        status: What the system says of it.
        path: Where it was found, for its name; it is not opened again.
    """

    descriptor: int
    status: os.stat_result
    path: Path

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def stream(self) -> IO[bytes]:
        """Return the file for reading from its beginning; closing it leaves the descriptor open."""
        os.lseek(self.descriptor, 0, os.SEEK_SET)
        return os.fdopen(self.descriptor, "rb", closefd=False)

    def read(self) -> bytes:
        """Return all of it."""
        with self.stream() as stream:
            return stream.read()

    def close(self) -> None:
        """Close the file."""
        os.close(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_below(root: Path, parts: Sequence[str]) -> Opened:
    """Open a regular file below a folder, following no link on the way.

    Args:
        root: The folder; links in its own path are the author's and are followed.
        parts: The names below it, one for each step, none of them `..`.

    Raises:
        NotRegular: It is there, and is no regular file.
        OSError: It is not there, may not be read, or a step of it is a link.
    """
    path = root.joinpath(*parts)
    descriptor = _walk(root, parts) if WALKS else _checked(path)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegular("it is no regular file")
    except BaseException:
        os.close(descriptor)
        raise
    return Opened(descriptor, status, path)


def open_file(path: Path) -> Opened:
    """Open a regular file by a path that the author, or Portico itself, chose; links in its folders are followed."""
    return open_below(path.parent, [path.name])


def _walk(root: Path, parts: Sequence[str]) -> int:
    if not parts or ".." in parts:
        raise NotRegular("it has no name of a file")
    with _closing(os.open(root, ROOT)) as folder:
        for part in parts[:-1]:
            below = os.open(part, STEP, dir_fd=folder[0])
            os.close(folder[0])
            folder[0] = below
        return os.open(parts[-1], READ, dir_fd=folder[0])


@contextlib.contextmanager
def _closing(descriptor: int) -> Generator[list[int]]:
    held = [descriptor]
    try:
        yield held
    finally:
        os.close(held[0])


def _checked(path: Path) -> int:
    """Open a path where the system cannot walk, and make sure that the path still means what was opened."""
    if path.is_symlink() or not path.is_file():  # opening a device there may already do harm
        raise NotRegular("it is no regular file")
    descriptor = os.open(path, READ)
    try:
        if not os.path.samestat(os.fstat(descriptor), path.resolve(strict=True).stat()):
            raise NotRegular("it changed while it was opened")
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
