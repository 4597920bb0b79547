"""A short text that two values share if they say the same, whatever they are: the key of a kept result.

Plain values, containers, arrays, tables, pictures and files count by their content. An object that defines what
equality means (a dataclass, a Decimal, a Pydantic model) counts by what it would be pickled from. Any other object
counts as itself, together with its plain attributes, so that one changed in place is another one.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from types import MethodType
from typing import Any

DEEPEST = 200
"""Containers inside one another; what is deeper, or holds itself, has no key."""

LONGEST_PATH = 4096


class NoContent(TypeError):
    """A value of which nobody can say when it is the same again: a running generator, an open file, a lock."""


class Content:
    """One key in the making. `of` feeds it; `anchors` must live as long as the key is used.

    Args:
        find_file: Returns the file that a text names, where the text is the path of a file that came in; else None.
    """

    def __init__(self, find_file: Callable[[str], Path | None] = lambda _: None) -> None:
        import hashlib

        self._hash = hashlib.blake2b(digest_size=24)
        self._find_file = find_file
        self.anchors: list[Any] = []
        """Objects that count as themselves. While they live, no other can take their place."""

    def digest(self) -> bytes:
        """Return the key."""
        return self._hash.digest()

    def add(self, value: Any, depth: int = 0) -> None:
        """Take a value in; raises NoContent where it has no content."""
        if depth > DEEPEST:
            raise NoContent("a value that is nested too deeply")
        kind = type(value)
        feed = PLAIN.get(kind)
        if kind is str:
            self._text(value)
        elif feed is not None:
            self._mark(kind.__name__, feed(value))
        elif kind in (list, tuple):
            self._mark(kind.__name__, len(value))
            for one in value:
                self.add(one, depth + 1)
        elif kind is dict:
            self._unordered("dict", ((key, one) for key, one in value.items()), depth)
        elif kind in (set, frozenset):
            self._unordered("set", value, depth)
        else:
            self._add_other(value, depth)

    def _mark(self, kind: str, what: bytes | int) -> None:
        content = what if isinstance(what, bytes) else b"%d" % what
        self._hash.update(b"%b:%d:" % (kind.encode(), len(content)))
        self._hash.update(content)

    def _unordered(self, kind: str, items: Any, depth: int) -> None:
        parts: list[bytes] = []
        for one in items:
            part = Content(self._find_file)
            part.anchors = self.anchors
            part.add(one, depth + 1)
            parts.append(part.digest())
        self._mark(kind, b"".join(sorted(parts)))

    def _text(self, text: str) -> None:
        if len(text) < LONGEST_PATH and os.path.isabs(text):  # noqa: PTH117 - a Path of every text would cost more
            found = self._find_file(text)
            if found is not None:
                # In place of the path, which is another one at each upload.
                self._file(found)
                return
        self._mark("str", text.encode("utf-8", "surrogatepass"))

    def _file(self, path: Path) -> None:
        import hashlib

        with path.open("rb") as file:
            content = hashlib.file_digest(file, "blake2b").digest()
        self._mark("file", path.name.encode(errors="surrogateescape") + b"/" + content)

    def _add_other(self, value: Any, depth: int) -> None:
        kind = type(value)
        module = kind.__module__.partition(".")[0]
        if isinstance(value, Path):
            self._path(value)
        elif isinstance(value, str):
            # A text of a class of its own, such as the path of an upload.
            self._mark(kind.__qualname__, b"")
            self.add(str(value), depth + 1)
        elif isinstance(value, MethodType):
            self.add((value.__func__, value.__self__), depth + 1)
        elif isinstance(value, type) or (callable(value) and hasattr(value, "__qualname__")):
            self._itself(value)
        elif module in LIBRARIES and LIBRARIES[module](self, value, depth):
            return
        elif hasattr(kind, "__array__") and module != "numpy":
            self._tensor(value, depth)
        elif kind.__eq__ is object.__eq__:
            self._object(value, depth)
        else:
            self._reduced(value, depth)

    def _path(self, path: Path) -> None:
        if path.is_file():
            self._file(path)
        else:
            self._mark("path", os.fspath(path).encode(errors="surrogateescape"))

    def _itself(self, value: Any) -> None:
        self.anchors.append(value)
        self._mark("id", id(value))

    def _object(self, value: Any, depth: int) -> None:
        kind = type(value)
        if hasattr(kind, "__next__") or hasattr(kind, "__await__") or kind.__module__ in ("_thread", "_io"):
            raise NoContent(f"a {type(value).__name__}")
        self._itself(value)
        for name, one in getattr(value, "__dict__", {}).items():
            if isinstance(one, (str, int, float, bool, bytes, list, tuple, dict, set, frozenset, type(None))):
                self._mark("attribute", name.encode())
                _Shallow(self).add(one, depth + 1)

    def _reduced(self, value: Any, depth: int) -> None:
        """Take in what the value would be pickled from."""
        try:
            made: Any = value.__reduce_ex__(4)
        except Exception as error:
            raise NoContent(f"a {type(value).__name__}") from error
        if isinstance(made, str):
            self._itself(value)
            return
        callee, *rest = made
        self._mark("reduced", f"{type(value).__module__}.{type(value).__qualname__}".encode())
        self.add(getattr(callee, "__qualname__", ""), depth + 1)
        for part in rest:
            self.add(list(part) if hasattr(part, "__next__") else part, depth + 1)

    def _tensor(self, value: Any, depth: int) -> None:
        try:
            import numpy as np

            for step in ("detach", "cpu"):
                value = getattr(value, step, lambda v=value: v)()
            found = np.asarray(value)
        except Exception as error:
            raise NoContent(f"a {type(value).__name__}") from error
        self._mark("tensor", f"{type(value).__qualname__} {getattr(value, 'dtype', '')}".encode())
        self.array(found, depth)

    def array(self, value: Any, depth: int) -> None:
        """Take in a numpy array."""
        self._mark("array", f"{value.dtype.descr!r} {value.shape}".encode())
        if value.dtype.hasobject:
            self.add(value.tolist(), depth + 1)
        else:
            self._mark("bytes", value.tobytes())

    def image(self, value: Any, depth: int) -> None:
        """Take in a picture of the PIL library."""
        self._mark("image", f"{value.mode} {value.size}".encode())
        self._mark("pixels", value.tobytes())
        self.add(value.getpalette(), depth + 1)
        transparency = value.info.get("transparency")
        self.add(transparency if isinstance(transparency, (int, bytes, tuple)) else None, depth + 1)

    def table(self, names: list[Any], kinds: list[str], columns: list[Any], depth: int) -> None:
        """Take in a table, column by column."""
        self._mark("table", repr(kinds).encode())
        self.add(names, depth + 1)
        for column in columns:
            if hasattr(column, "dtype") and hasattr(column, "tobytes"):
                self.array(column, depth + 1)
            else:
                self.add(list(column), depth + 1)


class _Shallow(Content):
    """Takes in an object's plain attributes; objects among them count as themselves, without theirs."""

    def __init__(self, outer: Content) -> None:
        self._hash = outer._hash
        self._find_file = lambda _: None
        self.anchors = outer.anchors

    def _unordered(self, kind: str, items: Any, depth: int) -> None:
        for one in sorted(items, key=repr):
            self.add(one, depth + 1)
        self._mark(kind, b"")

    def _add_other(self, value: Any, depth: int) -> None:  # noqa: ARG002
        self._itself(value)


def _numpy(content: Content, value: Any, depth: int) -> bool:
    np = sys.modules["numpy"]
    if isinstance(value, np.generic):
        content.array(np.asarray(value), depth)
        return True
    if type(value) is np.ndarray:
        content.array(value, depth)
        return True
    return False


def _pandas(content: Content, value: Any, depth: int) -> bool:
    pd = sys.modules["pandas"]
    if isinstance(value, pd.DataFrame):
        names = [list(value.columns.names), list(value.columns), list(value.index.names)]
        columns = [value.iloc[:, at] for at in range(value.shape[1])]
    elif isinstance(value, pd.Series):
        names, columns = [value.name, list(value.index.names)], [value]
    elif isinstance(value, pd.Index):
        content.table(list(value.names), [str(value.dtype)], [_cells(value)], depth)
        return True
    else:
        return False
    kinds = [type(value).__name__, str(value.index.dtype), *(str(one.dtype) for one in columns)]
    content.table(names, kinds, [_cells(value.index), *map(_cells, columns)], depth)
    return True


def _cells(column: Any) -> Any:
    numpy = sys.modules["numpy"]
    return column.to_numpy() if isinstance(column.dtype, numpy.dtype) else column.tolist()


def _polars(content: Content, value: Any, depth: int) -> bool:
    if type(value).__name__ == "DataFrame":
        content.table(list(value.columns), [str(one) for one in value.dtypes], list(value.get_columns()), depth)
    elif type(value).__name__ == "Series":
        content.table([value.name], [str(value.dtype)], [value.to_list()], depth)
    else:
        return False
    return True


def _pil(content: Content, value: Any, depth: int) -> bool:
    if not hasattr(value, "getbands"):
        return False
    content.image(value, depth)
    return True


LIBRARIES: dict[str, Callable[[Content, Any, int], bool]] = {
    "numpy": _numpy, "pandas": _pandas, "polars": _polars, "PIL": _pil,
}  # fmt: skip
"""How the values of a library are taken in, by its name; False where a value is not of a kind that counts so."""

PLAIN: dict[type, Callable[[Any], bytes]] = {
    type(None): lambda _: b"",
    bool: lambda value: b"1" if value else b"0",
    int: lambda value: b"%d" % value if -(1 << 63) < value < 1 << 63 else hex(value).encode(),
    float: lambda value: struct.pack("<d", value),
    complex: lambda value: struct.pack("<dd", value.real, value.imag),
    bytes: lambda value: value,
    bytearray: bytes,
}
"""The bytes of a value whose type says everything else."""
