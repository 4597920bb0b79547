"""Texts: a program's modules as they were loaded, for a process that has to load the same.

While a program is written, its files may hold another one by then, or one that is broken.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.abc import InspectLoader
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType


@dataclass(frozen=True, slots=True)
class Text:
    """What a module was made of.

    Args:
        path: Its file.
        data: What that held.
        package: The package that the relative imports of a program start from, which has no parent to tell.
    """

    path: str
    data: bytes
    package: str = ""

    def compiled(self) -> CodeType:
        """Return its code; raises SyntaxError."""
        return compile(self.data, self.path, "exec", dont_inherit=True)


class Texts(InspectLoader):
    """Finds modules among texts, and loads them from there: no file is read.

    Args:
        texts: What there is, by the module's name.
    """

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self._texts = texts

    def begin(self) -> None:
        """Find modules here first, from now on."""
        sys.meta_path.insert(0, self)

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        """Return how a module is loaded; None where there is no text of it."""
        text = self._texts.get(fullname)
        if text is None:
            return None
        place = Path(text.path)
        inside = [str(place.parent)] if place.name == "__init__.py" else None
        return spec_from_file_location(fullname, place, loader=self, submodule_search_locations=inside)

    def is_package(self, fullname: str) -> bool:
        """Whether modules may stand in a module."""
        return Path(self._texts[fullname].path).name == "__init__.py"

    def get_source(self, fullname: str) -> str:
        """Return a module's text."""
        from importlib.util import decode_source

        return decode_source(self._texts[fullname].data)

    def get_code(self, fullname: str) -> CodeType:
        """Return a module's code; raises SyntaxError."""
        return self._texts[fullname].compiled()
