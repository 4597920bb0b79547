"""Reads a theme's style sheet back, and colours; for the tests of this folder."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parent / "facts"
NAMES = {"white": "#ffffff", "black": "#000000"}


def facts(name: str) -> Any:
    """Return what was read off Gradio."""
    return json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))


def expected(theme: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the custom properties of a named theme, light and dark."""
    known = facts("themes")
    light = known["default"]["light"]
    dark = light | known["default"]["dark"]
    return light | known[theme]["light"], dark | known[theme]["dark"]


def declared(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return what a style sheet declares on the root and on `.dark`, the rules for more contrast left out."""
    rules = re.findall(r"([^{}]+)\{\n([^{}]*)\}", css.split("@media")[0])
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    for selector, body in rules:
        found = dict(re.findall(r"(--[\w-]+): ((?:\"[^\"]*\"|[^;\"])*);", body))
        (dark if ".dark" in selector else light).update(found)
    return light, dark


def settled(name: str, declarations: dict[str, str]) -> str:
    """Return a declared value with each `var(…)` replaced by what that one settles to."""
    return re.sub(r"var\((--[\w-]+)\)", lambda match: settled(match[1], declarations), declarations[name])


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two plain colours, as WCAG 2 defines it."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    text = NAMES.get(colour, colour)
    parts = [int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
