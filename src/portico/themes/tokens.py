"""The tokens of one theme: names with a light and a dark value, and the references between them.

A value may name other tokens with a star, as in "*primary_500"; in CSS that is `var(--primary-500)`, so that a person
who redefines the one changes the other. A reference never says `_dark`: it follows the mode it is read in.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from portico.errors import BuildError
from portico.themes.colors import SHADES
from portico.themes.sizes import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HUES = ("primary", "secondary", "neutral")
SCALES = ("spacing", "radius", "text")

# Patterns are kept as texts: compiling them would be half of what this module's import costs.
_REFERENCE = r"\*([a-z]\w*)\b(?!\()"
_VARIABLE = r"var\(--([a-z][a-z0-9-]*)\)"
_OPAQUE = r"\"[^\"\n]*\"|'[^'\n]*'|url\([^()\"'\s]*\)"
_ENDS_VALUE = r"[{};<]|/\*|[\"']"


class Tokens:
    """What a theme knows: token → CSS value, the dark ones under their name with `_dark`."""

    def __init__(self) -> None:
        self.values: dict[str, str] = dict.fromkeys(foundations(), "") | _read("base")

    def __contains__(self, name: str) -> bool:
        return name.removesuffix("_dark") in self.values

    def update(self, changes: Mapping[str, Any]) -> None:
        """Take new values; None and the empty text leave a token as it is.

        Raises:
            BuildError: A name is unknown, a value is no CSS value, or a reference leads nowhere or in a circle.
        """
        new = {name: _checked(name, value, self.values) for name, value in changes.items() if value not in (None, "")}
        before = self.values
        self.values = before | new
        try:
            for name in (name for name, value in new.items() if "*" in value or "var(" in value):
                self.resolve(name, dark=False)
                self.resolve(name, dark=True)
        except BuildError:
            self.values = before
            raise

    def adopt(self, name: str) -> None:
        """Take the tokens of a theme that ships with Portico; tests have checked them."""
        self.values = self.values | _read(name)

    def written(self, name: str, dark: bool) -> str:
        """Return a token's value as CSS, references as `var(…)`; a token without a dark value keeps its light one."""
        token = name.removesuffix("_dark")
        value = self.values.get(f"{token}_dark") if dark else None
        return re.sub(_REFERENCE, lambda match: f"var({variable(match[1])})", value or self.values[token])

    def resolve(self, name: str, dark: bool, above: tuple[str, ...] = ()) -> str:
        """Return a token's value with every reference to another token replaced by that token's own value.

        Raises:
            BuildError: The token is unknown, or the references lead in a circle.
        """
        token = name.removesuffix("_dark")
        if token not in self.values:
            raise _unknown(name, self.values)
        if token in above:
            circle = " → ".join([*above[above.index(token) :], token])
            raise BuildError(f"These tokens refer to each other in a circle: {circle}.", code="PE116")

        def replace(match: re.Match[str]) -> str:
            target = match[1].replace("-", "_")
            return self.resolve(target, dark, (*above, token)) if target in self else match[0]

        return re.sub(_VARIABLE, replace, self.written(token, dark))

    def names(self) -> list[str]:
        """Return every token, the dark forms left out."""
        return [name for name in self.values if not name.endswith("_dark")]


def foundations() -> list[str]:
    """Return the tokens that come from a theme's constructor: shades, steps and fonts."""
    shades = [f"{hue}_{shade}" for hue in HUES for shade in SHADES]
    return [*shades, *(f"{scale}_{step}" for scale in SCALES for step in STEPS), "font", "font_mono"]


def variable(token: str) -> str:
    """Return the name of the CSS custom property that carries a token."""
    return f"--{token.replace('_', '-')}"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest of the known names, or nothing."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def _checked(name: str, value: Any, known: Mapping[str, str]) -> str:
    if name.removesuffix("_dark") not in known:
        raise _unknown(name, known)
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise BuildError(f"The token {name} expects a CSS value as text, such as '8px'; got {value!r}.", code="PE116")
    text = str(value).strip().rstrip("; ")  # a semicolon at the end is what people bring from style sheets
    if re.search(_ENDS_VALUE, re.sub(_OPAQUE, "", text)):
        raise BuildError(
            f"The token {name} expects one CSS value, without braces or semicolons; got {text!r}.", code="PE116"
        )
    for reference in re.findall(_REFERENCE, text):
        if reference.endswith("_dark"):
            raise BuildError(
                f"{name} refers to *{reference}. Leave out _dark: a reference follows the mode by itself.", code="PE116"
            )
        if reference not in known:
            raise BuildError(
                f"{name} refers to *{reference}, which is no token.{nearest(reference, known)}", code="PE116"
            )
    return text


def _unknown(name: str, known: Iterable[str]) -> BuildError:
    light = [each for each in known if not each.endswith("_dark")]
    hint = nearest(name, [*light, *(f"{each}_dark" for each in light)])
    return BuildError(f"A theme has no token {name!r}.{hint}", code="PE116")


@cache
def _read(name: str) -> dict[str, str]:
    import json

    return json.loads(data(f"{name}.json"))


def data(name: str) -> str:
    """Return the text of a file that ships beside this module."""
    from pathlib import Path

    return (Path(__file__).parent / "data" / name).read_text(encoding="utf-8")
