"""Fonts: names for a theme's font list, and how they are written in CSS.

Portico fetches no font: not from another host, and none is shipped. A font shows where the visitor's machine has it;
elsewhere the next family of the list takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

GENERIC = (
    *("serif", "sans-serif", "monospace", "cursive", "fantasy", "math", "emoji", "system-ui"),
    *("ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded"),
)
SANS = ("ui-sans-serif", "system-ui", "sans-serif")  # what the themes fall back on
MONO = ("ui-monospace", "Consolas", "monospace")
# What CSS takes for a family without quotes: identifiers with single spaces between, or something quoted already.
_PLAIN = r"""-?[a-zA-Z_][\w-]*( -?[a-zA-Z_][\w-]*)*|"[^"]*"|'[^']*'"""


class Font:
    """A font family by its name.

    Args:
        name: The family's name, such as "Georgia", or a generic one such as "sans-serif".
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name if self.name in GENERIC else _quoted(self.name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Font) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


class GoogleFont(Font):
    """A font family that Google Fonts offers, used where the visitor's machine has it.

    Nothing is fetched from Google: no visitor's address leaves the app. To load the font all the same, pass a `<link>`
    to its style sheet as `head=` of `launch`.

    Args:
        name: The family's name, such as "Inter".
        weights: The weights that the theme uses, such as 400; kept, and without effect as nothing is fetched.
    """

    def __init__(self, name: str, weights: Iterable[int] = (400, 600)) -> None:
        super().__init__(name)
        self.weights = tuple(weights)


class LocalFont(Font):
    """A font family that is expected on the visitor's machine.

    Args:
        name: The family's name, such as "IBM Plex Sans".
        weights: The weights that the theme uses, such as 400; kept, and without effect as nothing is fetched.
    """

    def __init__(self, name: str, weights: Iterable[int] = (400, 600)) -> None:
        super().__init__(name)
        self.weights = tuple(weights)


Fonts: TypeAlias = Font | str | Iterable[Font | str]


def font_list(fonts: Fonts) -> str:
    """Return fonts as the value of CSS' `font-family`; a text stays as written wherever CSS can read it."""
    given = [fonts] if isinstance(fonts, (Font, str)) else fonts
    return ", ".join(str(font) if isinstance(font, Font) else _as_written(font) for font in given)


def _as_written(text: str) -> str:
    families = [family.strip() for family in text.split(",")]
    return ", ".join(family if re.fullmatch(_PLAIN, family) else _quoted(family) for family in families)


def _quoted(name: str) -> str:
    escaped = re.sub(r"[\\'\x00-\x1f{}<>;]", lambda match: f"\\{ord(match[0]):x} ", name)
    return f"'{escaped}'"
