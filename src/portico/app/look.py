"""Look: how a page looks beyond its blocks, read from what a program says and from the files that it names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portico.errors import NoSuchFile, NotBuilt
from portico.lang.reading import read_text


@dataclass(slots=True)
class Look:
    """How the page looks, beyond its blocks.

    Args:
        theme: A theme, its name, or None for Portico's own.
        css: CSS text.
        js: JavaScript run when the page opens.
        head: HTML for the page's head.
    """

    theme: Any = None
    css: str | None = None
    js: str | bool | None = None
    head: str | None = None

    @classmethod
    def of(
        cls, theme: Any = None, css: str | None = None, css_paths: Any = None, js: str | bool | None = None,
        head: str | None = None, head_paths: Any = None,
    ) -> Look:  # fmt: skip
        """Read the files and join them with the texts; a `css` or `head` that names a file is read as well."""
        if js is True:
            raise NotBuilt("js=True", "Give the JavaScript as text.")
        return cls(theme, _joined(css, css_paths), js, _joined(head, head_paths))

    def over(self, other: Look) -> Look:
        """Return this look, with what it leaves open taken from another."""
        return Look(self.theme or other.theme, self.css or other.css, self.js or other.js, self.head or other.head)


def _joined(text: str | None, paths: Any) -> str | None:
    files = [] if paths is None else [paths] if isinstance(paths, (str, Path)) else list(paths)
    parts = [_text_or_file(text)] if text else []
    parts += [read_text(_there(Path(str(path)))) for path in files]
    return "\n".join(parts) if parts else None


def _there(path: Path) -> Path:
    if not path.is_file():
        raise NoSuchFile(
            f"css_paths and head_paths name files; there is none at '{path}' ({path.absolute()}).", code="PE105"
        )
    return path


def _text_or_file(text: str) -> str:
    if "\n" not in text and "{" not in text and "<" not in text and Path(text).is_file():
        return read_text(Path(text))
    return text
