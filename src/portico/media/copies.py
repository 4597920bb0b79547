"""Where a converted copy of a file goes: beside its source, so that whoever removes the source removes the copy."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


def place(source: Path, name: str, variant: str, folder: Path | None = None) -> Path:
    """Return the path a converted copy is to have; its folder exists afterwards.

    Args:
        source: The file that is converted.
        name: The copy's file name, which user code sees.
        variant: What distinguishes this copy from others of the same source, such as "L" or "mp3".
        folder: Where to put the copy instead of a subfolder beside the source.
    """
    target = folder or source.parent / variant
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        if folder is not None:
            raise
        target = Path(tempfile.mkdtemp(prefix="portico-"))  # the source lies on a disk that we may only read
    return target / name


@contextmanager
def writing(target: Path) -> Generator[Path]:
    """Give a path to write to, and move it to `target` once it is whole: two threads may make the same copy."""
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=target.suffix)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
