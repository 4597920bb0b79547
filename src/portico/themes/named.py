"""Themes by name, and what the wire says of a theme."""

from __future__ import annotations

import importlib
from functools import cache
from typing import NamedTuple

from portico.errors import BuildError, NotBuilt
from portico.themes.theme import Theme
from portico.themes.tokens import nearest

NAMED = {
    "portico": "Portico",
    "default": "Default",
    "citrus": "Citrus",
    "cyberpunk": "Cyberpunk",
    "ember": "Ember",
    "glass": "Glass",
    "mario": "Mario",
    "monochrome": "Monochrome",
    "neon": "Neon",
    "ocean": "Ocean",
    "origin": "Origin",
    "soft": "Soft",
}

# What clients of Gradio's wire expect of an app that chose no theme, and what programs are compared by. The page itself
# takes its colours from the style sheet.
UNCHOSEN = {
    "body_background_fill": "white",
    "body_text_color": "#27272a",
    "body_background_fill_dark": "#0f0f11",
    "body_text_color_dark": "#f4f4f5",
}


class Sheet(NamedTuple):
    """A theme's style sheet.

    Args:
        css: Its text.
        digest: The SHA-256 of that, in hexadecimal.
    """

    css: str
    digest: str


def sheet_of(theme: Theme | str | None) -> Sheet:
    """Return the style sheet of a theme, of its name, or of Portico's own; raises what `find_theme` raises.

    A theme that a program made may be changed by it; that of a name is the same each time and is written once.
    """
    return _sheet_of(theme) if theme is None or isinstance(theme, str) else _written(find_theme(theme))


@cache
def _sheet_of(name: str | None) -> Sheet:
    return _written(find_theme(name))


def _written(theme: Theme) -> Sheet:
    return Sheet(theme.css(), theme.digest())


def find_theme(theme: Theme | str | None) -> Theme:
    """Return a theme, given itself or its name; Portico's own where none was chosen.

    Args:
        theme: A theme, a name such as "soft" (also "gradio/soft"), or None.

    Raises:
        BuildError: No theme has that name, or it is something else altogether.
        NotBuilt: The name is one of a theme on a hub.
    """
    if isinstance(theme, Theme):
        return theme
    if theme is None:
        return find_theme("portico")
    if not isinstance(theme, str):
        raise BuildError(f"theme expects a Theme, the name of one or None; got {theme!r:.80}.", code="PE115")
    name = theme.strip().lower().removeprefix("gradio/")
    if name == "base":
        return Theme()
    if name in NAMED:
        return getattr(importlib.import_module(f"portico.themes.{name}"), NAMED[name])()
    if "/" in theme:
        raise NotBuilt(f"A theme from a hub ({theme!r})", "Save the theme's JSON file and use Theme.load(path).")
    names = ["base", *NAMED]
    raise BuildError(
        f"There is no theme {theme!r}.{nearest(name, names)} The names are: {', '.join(names)}.", code="PE115"
    )


def wire_name_and_body(theme: Theme | str | None) -> tuple[str, dict[str, str]]:
    """Return what the wire carries of a theme: its name, and the page's colours in both modes.

    Args:
        theme: What the program passed as `theme=`.

    Raises:
        BuildError: As `find_theme` does.
    """
    if theme is None:
        return "default", dict(UNCHOSEN)
    chosen = find_theme(theme)
    return chosen.name, chosen.body_css()
