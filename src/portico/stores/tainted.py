"""Whether a path is a visitor's own words.

Text that came with a call must not say which file of the host is shown. What a program makes of it, such as a name in a
folder that the program chose, is the program's doing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
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


class Told:
    """The texts that a visitor sent with a call, against which its results' paths are held.

    Args:
        texts: Gives them; asked once, when a result first names a path.
    """

    def __init__(self, texts: Callable[[], Iterable[str]]) -> None:
        self._texts = texts
        self._looked = False
        self._too_many = False
        self._words: set[str] = set()
        self._resolved: set[str] = set()

    def covers(self, path: str) -> bool:
        """Whether a path was written by the visitor.

        It was where a text is the path, spelled in any way; where a text with a slash in it is the path's end; and
        where a text that leads upwards is a part of it.
        """
        if not self._looked:
            self._looked = True
            self._look()
        written = path.strip().replace("\\", "/")
        if self._too_many or written in self._words or os.path.realpath(path) in self._resolved:
            return True
        return any(_is_in(words, written) for words in self._words if "/" in words)

    def _look(self) -> None:
        for number, text in enumerate(self._texts()):
            if number >= MOST:
                self._too_many = True
                return
            words = text.strip().replace("\\", "/")
            if words and len(words) <= LONGEST and "\0" not in words:
                self._words.add(words)
                self._resolved.add(os.path.realpath(os.path.expanduser(words)))  # noqa: PTH111


def _is_in(words: str, written: str) -> bool:
    ends = "/" in words.strip("/") and written.endswith("/" + words.lstrip("/"))
    return ends or (".." in words.split("/") and words in written)


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
