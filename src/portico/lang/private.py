"""Private folders: what a process keeps for its visitors, recognised by everybody and read by nobody else.

A folder is named for its process and a random number, belongs to its user alone, and is locked for as long as the
process lives. What a killed process left behind is known by a lock that nobody holds any more.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

from portico.lang.ids import unguessable

NAME = re.compile(r"portico-([0-9]{1,10})-[0-9a-f]{32}")
INSIDE = re.compile(r"[0-9a-f]{32}")
ONLY_MINE = 0o700
UNLOCKED = -1
"""In place of a lock, where no folder can be locked: there the process's number tells whether it lives."""


class PrivateFolder:
    """A folder that goes with its process.

    Args:
        parent: Where it is made, when it is first needed.
    """

    def __init__(self, parent: Path) -> None:
        self.parent = parent
        self.path = parent / _new_name()
        self._lock: int | None = None
        self._parents = False
        """Whether the parent was not there before."""
        self._making = threading.Lock()

    def make(self, at_exit: bool = True) -> None:
        """Make the folder where it is not there.

        Args:
            at_exit: Whether it is deleted when the process ends; else whoever made it removes it.
        """
        with self._making:
            if self._lock is None or not self.path.is_dir():
                import atexit

                self._parents = self._parents or not self.parent.exists()
                self.parent.mkdir(parents=True, exist_ok=True)
                self._lock = self._made()
                if at_exit:
                    atexit.register(delete, self.path)

    def _made(self) -> int:
        while True:
            self.path.mkdir(mode=ONLY_MINE)
            held = UNLOCKED if os.name == "nt" else _lock(self.path)
            if held is not None:
                return held
            # A start beside this one found it unlocked, took it for one that was left, and deletes it.
            self.path = self.parent / _new_name()

    def remove(self) -> None:
        """Delete the folder with all that is in it."""
        with self._making:
            held, self._lock = self._lock, None
            if held is not None:
                _release(held)
                delete(self.path)
                if self._parents:
                    with contextlib.suppress(OSError):
                        self.parent.rmdir()  # where it is empty now


def delete(folder: Path) -> None:
    """Delete a folder with all that is in it, as far as that goes."""
    import shutil  # the module is known to every page, and few delete anything

    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def scratch() -> Generator[Path]:
    """Give a folder for what is made on the way; it is gone afterwards, or at the next start where the process died."""
    import tempfile

    folder = PrivateFolder(Path(tempfile.gettempdir()))
    folder.make(at_exit=False)
    try:
        inside = folder.path / unguessable()
        inside.mkdir(mode=ONLY_MINE)
        yield inside
    finally:
        folder.remove()


def is_private(path: Path) -> bool:
    """Whether a path leads to a private folder or into one, this process's or another's."""
    return any(NAME.fullmatch(part) for part in path.parts)


def sweep(parent: Path) -> list[Path]:
    """Delete the private folders of processes that are gone; return them.

    Only what is certainly such a folder goes: its name, its user, who may enter it and what is in it all fit, and no
    living process holds its lock.
    """
    gone: list[Path] = []
    for folder in _found(parent):
        with contextlib.suppress(OSError):
            if not _fits(folder):
                continue
            held = _lock(folder)
            if held is not None:
                delete(folder)
                _release(held)
                gone.append(folder)
    return gone


def sweep_later(*parents: Path) -> threading.Thread:
    """Do that in a thread of its own, for which no start waits."""

    def work() -> None:
        for parent in parents:
            sweep(parent)

    thread = threading.Thread(target=work, name="portico-sweep", daemon=True)
    thread.start()
    return thread


def _new_name() -> str:
    return f"portico-{os.getpid()}-{unguessable()}"


def _found(parent: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)


def _fits(folder: Path) -> bool:
    status = folder.lstat()
    if os.name != "nt" and (status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) != ONLY_MINE):
        return False
    return all(INSIDE.fullmatch(one.name) and not one.is_symlink() and one.is_dir() for one in folder.iterdir())


def _lock(folder: Path) -> int | None:
    """Take a folder's lock, which the system lets go of when the process ends, however it ends; None: it is taken."""
    if os.name == "nt":
        match = NAME.fullmatch(folder.name)
        return None if match is None or _is_alive(int(match[1])) else UNLOCKED
    import fcntl

    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(held), folder.lstat()):
            return held
    except OSError:
        pass
    os.close(held)
    return None


def _release(held: int) -> None:
    if held != UNLOCKED:
        os.close(held)


def _is_alive(process: int) -> bool:
    """Whether a process of that number runs, on Windows, where no folder can be locked."""
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    handle = kernel.OpenProcess(0x0010_0000, False, process)
    if handle:
        kernel.CloseHandle(handle)
    return bool(handle)
