"""The one place that turns a path into an open file: what an app serves, and what a result may name.

Two questions are asked of it. A request names a path: is it among what the author offers? A function's result names a
path: may the app show that file to this visitor? Both are answered on the resolved path, component by component, and
what is answered is the open file itself, so that nothing can be changed between the answer and the use.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from portico.errors import FileRefused
from portico.lang.paths import is_hidden, is_plain, within
from portico.stores.links import Links

if TYPE_CHECKING:
    from portico.lang.opening import Opened
    from portico.stores.tainted import Told

KERNEL = () if os.name == "nt" else (Path("/proc"), Path("/sys"))
"""Folders whose files are no files: they show the process and the machine."""


@dataclass(slots=True)
class Offer:
    """Which paths of the host an app offers.

    Args:
        allowed: Files and folders the author allows.
        blocked: Files and folders that are never served; they win.
        static: Folders whose files are served from where they are.
        trusting: Whether any other file may be lent: what stands in the program itself was chosen by its author.
        told: The texts that the visitor sent with this call; none of them becomes a path.
        links: Signs the addresses of results.
    """

    allowed: list[Path]
    blocked: list[Path]
    static: list[Path]
    trusting: bool = False
    told: Told | None = None
    links: Links = field(default_factory=Links)

    @classmethod
    def of(
        cls,
        allowed: Sequence[str] | None,
        blocked: Sequence[str] | None,
        static: Sequence[str] | None = None,
        links: Links | None = None,
    ) -> Offer:
        """Resolve the author's paths once, so that the check and the use see the same spelling."""

        def resolve(paths: Sequence[str] | None) -> list[Path]:
            return [Path(p).expanduser().resolve() for p in paths or ()]

        return cls(resolve(allowed), resolve(blocked), resolve(static), links=links or Links())

    def to_the_author(self) -> Offer:
        """Return what applies to paths that the program itself holds, which no visitor had a hand in."""
        return replace(self, trusting=True, told=None)

    def hearing(self, told: Callable[[], Iterable[str]]) -> Offer:
        """Return what applies to the results of one call.

        Args:
            told: Gives the texts that its visitor sent; asked when a result first names a path.
        """
        from portico.stores.tainted import Told  # every page has an offer, and few show a file by its path

        return replace(self, told=Told(told))

    # What a request names

    def open(self, text: str) -> Opened:
        """Open what a request names by its path; raises FileRefused, in the same words whatever the reason."""
        try:
            if self._is_spelled_plainly(text):
                path = Path(os.path.realpath(text))
                root = self._root_of(path, [*self.allowed, *self.static])
                if root is not None and self._may_leave(path):
                    return self._opened(path, root)
        except (OSError, ValueError):
            pass
        raise FileRefused(f"File not allowed: {text}.")

    def serves(self, path: Path) -> bool:
        """Whether a resolved path may be served from where it is."""
        return within(path, [*self.allowed, *self.static]) and self._may_leave(path)

    def is_static(self, path: Path) -> bool:
        """Whether a resolved path is served from where it is, without a copy."""
        return within(path, self.static) and self._may_leave(path)

    def _is_spelled_plainly(self, text: str) -> bool:
        if os.name == "nt":  # a drive comes from the author's own paths, never from a request alone
            drive, rest = os.path.splitdrive(text)
            known = {root.drive.upper() for root in [*self.allowed, *self.static]}
            text = rest.replace("\\", "/") if drive.upper() in known else text
        return is_plain(text)

    # What a result names

    def lends(self, path: Path) -> bool:
        """Whether a function's result may name a resolved path, to be copied into the store."""
        return self._lender(path) is not None

    def borrow(self, source: str | os.PathLike[str], sheltered: Callable[[Path], bool] = lambda _: False) -> Opened:
        """Open a file that a result names.

        Args:
            source: Its path.
            sheltered: Whether a resolved path lies beside one of the visitor's own files.

        Raises:
            FileRefused: The app may not show it, or it is not there; the message says what to do.
        """
        text = os.fspath(source)
        name = os.path.basename(text)  # noqa: PTH119 - a text, perhaps no path at all
        try:
            path = Path(os.path.realpath(text))
            own = sheltered(path)
            self._check_words(source, text, name, own)
            root = path.parent if own else self._lender(path)
            if root is None:
                raise FileRefused(OUTSIDE.format(name=name))
            return self._opened(path, root)
        except (FileNotFoundError, ValueError):
            raise FileRefused(f"The app wanted to show the file '{name}', which does not exist.") from None
        except OSError as error:
            why = error.strerror or str(error)
            raise FileRefused(f"The app wanted to show the file '{name}', which cannot be read: {why}.") from None

    def _check_words(self, source: object, text: str, name: str, own: bool) -> None:
        """Raise FileRefused for a path that the visitor wrote, unless the author vouches for it or offers it."""
        from portico.stores.tainted import Vouched

        if own or self.told is None or isinstance(source, Vouched):
            return
        if self.told.covers(text) and not self.serves(Path(os.path.realpath(text))):
            raise FileRefused(WRITTEN.format(name=name))

    def _lender(self, path: Path) -> Path | None:
        """Return the folder that makes a resolved path one that may be shown; None where there is none."""
        if not self._may_leave(path):
            return None
        if self.trusting:
            return path.parent
        root = self._root_of(path, [*self.allowed, *self.static])
        if root is not None:
            return root
        import tempfile  # few results name a path

        temporary = Path(tempfile.gettempdir()).resolve()
        if within(path, [temporary]):
            return temporary
        here = Path.cwd().resolve()
        if within(path, [here]) and not is_hidden(path.relative_to(here).parts):
            return here
        return None

    # Both

    @staticmethod
    def _root_of(path: Path, roots: Sequence[Path]) -> Path | None:
        return next((root for root in roots if within(path, [root])), None)

    def _may_leave(self, path: Path) -> bool:
        """Whether nothing forbids a resolved path: the author's block list, the kernel's folders, others' uploads."""
        from portico.lang.private import is_private

        if within(path, [*self.blocked, *KERNEL]) or is_private(path):
            return False
        return not self.blocked or not _known(path, self.blocked)

    def _opened(self, path: Path, root: Path) -> Opened:
        """Open a resolved path below a folder, or the author's own file."""
        from portico.lang.opening import open_below  # few pages show a file by its path

        below = path.relative_to(root).parts
        opened = open_below(root, below) if below else open_below(path.parent, [path.name])
        if self.blocked and _identity(opened.status) in _identities(self.blocked):
            opened.close()
            raise FileRefused(f"File not allowed: {path.name}.")
        return opened


OUTSIDE = (
    "The app may not show the file '{name}': it lies outside the working directory, the temporary directory and "
    "launch(allowed_paths=[…]), or is hidden, blocked, or another visitor's."
)
WRITTEN = (
    "The app may not show the file '{name}': the visitor wrote its path. Where that is meant, return "
    "gr.allow_path(path), or name its folder in launch(allowed_paths=[…])."
)


def _known(path: Path, blocked: Sequence[Path]) -> bool:
    """Whether a path, or a folder that it is in, is a blocked one under another spelling.

    The file system itself is asked: it knows whether it tells upper case from lower.
    """
    identities = _identities(blocked)
    for one in (path, *path.parents):
        with suppress(OSError):
            if _identity(os.stat(one)) in identities:  # noqa: PTH116
                return True
    return False


def _identities(paths: Sequence[Path]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for path in paths:
        with suppress(OSError):
            found.add(_identity(os.stat(path)))  # noqa: PTH116
    return found


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino
