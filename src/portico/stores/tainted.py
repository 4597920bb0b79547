"""Whether a path is a visitor's own words.

Text that came with a call must not say which file of the host is shown. What a program makes of it, such as a name in a
folder that the program chose, is the program's doing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any, Self

MOST = 10_000
"""Texts of one call that are compared; a call with more of them shows no file by its path."""
LONGEST = 4096
"""Characters of a path; what is longer is none."""


class Vouched(str):
    """A path that the author lets a visitor choose: what `allow_path` returns."""

    __slots__ = ("public",)
    public: bool

    def __new__(cls, path: str, public: bool = False) -> Self:
        made = super().__new__(cls, path)
        made.public = public
        return made


def allow_path(path: str | os.PathLike[str], public: bool = False) -> str:
    """Say that a result may name this file, although a visitor chose it or it is another visitor's.

    Return what this returns: `return gr.allow_path(path)`. The file still has to lie where the app may show files: in
    the working directory, the temporary directory or `allowed_paths`, and not in `blocked_paths`.

    Args:
        path: The file.
        public: Whether everybody who has the result's address may read it, for as long as the app runs.
    """
    return Vouched(os.fspath(path), public)


def is_told(path: str, texts: Iterable[str]) -> bool:
    """Whether a path was written by a visitor.

    It was where a text is the path, spelled in any way; and where a text with a slash in it is the path's end.

    Args:
        path: The path of a result.
        texts: What the visitor sent.
    """
    resolved, written = os.path.realpath(path), path.strip().replace("\\", "/")
    for number, text in enumerate(texts):
        if number >= MOST:
            return True
        words = text.strip().replace("\\", "/")
        if not words or len(words) > LONGEST or "\0" in words:
            continue
        if words == written or os.path.realpath(os.path.expanduser(words)) == resolved:  # noqa: PTH111
            return True
        if "/" in words.strip("/") and written.endswith("/" + words.lstrip("/")):
            return True
        if ".." in words.split("/") and words in written:
            return True
    return False


def texts_in(value: Any) -> Iterator[str]:
    """Find every text in a JSON value, the names of members as well."""
    waiting: list[Any] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, (list, tuple)):
            waiting += one
