"""Links: every place on the way to a file whose change makes the way end elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

MOST = 40
"""Links in one path after which systems give up."""


class Ways:
    """Follows paths, each folder once."""

    def __init__(self) -> None:
        self._folders: dict[Path, list[Path]] = {}

    def steps(self, path: Path) -> Iterator[Path]:
        """Yield the links that lead to a file or folder, then where it is; none of them stands below a link.

        Args:
            path: An absolute path.
        """
        folder = path.parent
        if folder not in self._folders:
            self._folders[folder] = list(followed(Path(os.path.normpath(folder))))
        *links, end = self._folders[folder]
        yield from links
        yield from followed(end / path.name)


def followed(path: Path) -> Iterator[Path]:
    """Yield the links that lead to a file or folder, in their order, then where it is.

    Args:
        path: An absolute path.
    """
    for _ in range(MOST):
        link = next((one for one in (*reversed(path.parents), path) if one.is_symlink()), None)
        if link is None:
            break
        yield link
        path = Path(os.path.normpath(link.parent / link.readlink() / path.relative_to(link)))
    yield path
