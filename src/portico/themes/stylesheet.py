"""A theme's tokens as the one style sheet that the page loads."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from portico.themes.tokens import data, variable

if TYPE_CHECKING:
    from portico.themes.tokens import Tokens

# For a visitor who asks for more contrast, in any theme: lines and quiet text come close to the colour of the text.
MORE_CONTRAST = """\
@media (prefers-contrast: more) {
:root, :root.dark, .dark {
  --body-text-color-subdued: color-mix(in srgb, var(--body-text-color) 85%, transparent);
  --input-placeholder-color: var(--body-text-color-subdued);
  --border-color-primary: color-mix(in srgb, var(--body-text-color) 70%, transparent);
  --block-border-color: var(--border-color-primary);
  --input-border-color: var(--border-color-primary);
  --checkbox-border-color: var(--border-color-primary);
  --checkbox-label-border-color: var(--border-color-primary);
  --button-secondary-border-color: var(--border-color-primary);
  --table-border-color: var(--border-color-primary);
}
}
"""


def write_stylesheet(tokens: Tokens, custom_css: str = "") -> str:
    """Return the whole style sheet: fixed tokens, light, dark, more contrast, and the theme's own rules.

    The dark block repeats every token. A custom property that refers to others is settled on the element that declares
    it, so one that was declared on the root alone would keep the light colours inside `.dark`. Its selector weighs no
    more than `.dark`, so that a rule of the program's own, which comes later, wins.
    """
    light = _declarations(tokens, dark=False)
    dark = _declarations(tokens, dark=True)
    parts = [_fixed(), f":root {{\n{light}}}\n", f":root.dark, .dark {{\n{dark}}}\n", MORE_CONTRAST, custom_css]
    return "".join(parts)


def _declarations(tokens: Tokens, dark: bool) -> str:
    return "".join(f"  {variable(name)}: {tokens.written(name, dark)};\n" for name in tokens.names())


@cache
def _fixed() -> str:
    return data("fixed.css")
