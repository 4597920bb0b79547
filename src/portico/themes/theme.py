"""Theme: how a page looks, as tokens. Components read the tokens and never a theme's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from portico.errors import BuildError, NoSuchName, NotBuilt
from portico.lang.own_signature import OwnSignature
from portico.themes import colors, sizes
from portico.themes.colors import Color, find_color
from portico.themes.fonts import MONO, SANS, Fonts, LocalFont, font_list
from portico.themes.sizes import Size, find_size
from portico.themes.stylesheet import write_stylesheet
from portico.themes.tokens import HUES, SCALES, Tokens

if TYPE_CHECKING:
    from typing import Unpack

    from portico.themes.settable import Settable

FONT = (LocalFont("IBM Plex Sans"), *SANS)
FONT_MONO = (LocalFont("IBM Plex Mono"), *MONO)
# Gradio's `set` puts these back unless the same call names them. Programs look the way they do because of it: a button
# changed on `Soft()` makes the page white.
FILLS = {
    "background_fill_primary": "white",
    "background_fill_primary_dark": "*neutral_950",
    "background_fill_secondary": "*neutral_50",
    "background_fill_secondary_dark": "*neutral_900",
}


class Theme:
    """How a page looks: hues, scales, fonts, and the tokens made from them.

    A token is read and changed as an attribute too: `theme.block_radius`, and `theme.block_shadow_dark` for dark mode.

    Args:
        primary_hue: The hue of what stands out, such as the main button; a Color or a name such as "indigo".
        secondary_hue: The hue of links and focus; a Color or a name.
        neutral_hue: The hue of text, lines and surfaces; a Color or a name.
        text_size: The scale of text; a Size, "sm", "md" or "lg".
        spacing_size: The scale of gaps and padding; a Size, "sm", "md" or "lg".
        radius_size: The scale of corner radii; a Size, "none", "sm", "md", "lg" or "xxl".
        font: The font families in order of preference; texts are family names.
        font_mono: The font families of code.

    Raises:
        BuildError: A hue or a scale has no such name.
    """

    name: str = "base"
    custom_css: str = ""
    _keeps_fills: bool = False

    __signature__ = OwnSignature()

    def __new__(cls, *_args: Any, **given: Any) -> Self:
        if not given.keys() <= set(cls.__init__.__code__.co_varnames):
            from portico.lang.keywords import refuse_unknown  # with what reads signatures, for a slip alone

            refuse_unknown(cls, given)
        return super().__new__(cls)

    def __init__(
        self,
        *,
        primary_hue: Color | str = colors.blue,
        secondary_hue: Color | str = colors.blue,
        neutral_hue: Color | str = colors.zinc,
        text_size: Size | str = sizes.text_md,
        spacing_size: Size | str = sizes.spacing_md,
        radius_size: Size | str = sizes.radius_md,
        font: Fonts = FONT,
        font_mono: Fonts = FONT_MONO,
    ) -> None:
        hues = dict(zip(HUES, map(find_color, (primary_hue, secondary_hue, neutral_hue)), strict=True))
        given = dict(zip(SCALES, (spacing_size, radius_size, text_size), strict=True))
        scales = {scale: find_size(size, scale) for scale, size in given.items()}
        self._tokens = Tokens()
        self._tokens.update(
            {f"{hue}_{number}": shade for hue, color in hues.items() for number, shade in color.shades()}
            | {f"{scale}_{step}": length for scale, size in scales.items() for step, length in size.steps()}
            | {"font": font_list(font), "font_mono": font_list(font_mono)}
        )

    def set(self, **tokens: Unpack[Settable]) -> Self:
        """Change tokens and return the theme.

        As in Gradio, the page's surfaces (`background_fill_primary`, `background_fill_secondary`) go back to white and
        the palest neutral, in dark mode to the darkest ones, unless the same call names them. Portico's own theme keeps
        them.

        Args:
            **tokens: A CSS value for each token, as in `block_radius="8px"`; the name with `_dark` sets the value of
                dark mode. "*primary_500" refers to another token. None and an empty text leave a token as it is.

        Raises:
            BuildError: A token is unknown (the nearest name is given), or a value or a reference cannot be used.
        """
        given = {name: value for name, value in tokens.items() if value not in (None, "")}
        self._tokens.update(given if self._keeps_fills else FILLS | given)
        return self

    def css(self) -> str:
        """Return the whole style sheet, for light and for dark mode."""
        return write_stylesheet(self._tokens, self.custom_css)

    def digest(self) -> str:
        """Return the SHA-256 of the style sheet in hexadecimal; it changes whenever the look does."""
        import hashlib

        return hashlib.sha256(self.css().encode()).hexdigest()

    def body_css(self) -> dict[str, str]:
        """Return the page's background and text as plain colours, for light mode and, with `_dark`, for dark."""
        names = ("body_background_fill", "body_text_color")
        light = {name: self._tokens.resolve(name, dark=False) for name in names}
        return light | {f"{name}_dark": self._tokens.resolve(name, dark=True) for name in names}

    def resolve(self, token: str) -> str:
        """Return a token's value with every reference followed to its end.

        Args:
            token: The token's name; with `_dark`, the value of dark mode.

        Raises:
            BuildError: A theme has no such token.
        """
        return self._tokens.resolve(token, dark=token.endswith("_dark"))

    def to_dict(self) -> dict[str, dict[str, str]]:
        """Return the theme as JSON can hold it: its name, its own rules and every token, under "theme"."""
        return {"theme": {"name": self.name, "custom_css": self.custom_css} | self._tokens.values}

    @classmethod
    def from_dict(cls, theme: Mapping[str, Any]) -> Self:
        """Build a theme from what `to_dict` returned, Gradio's included.

        Fonts come by name: files and links that came with them are left behind. A token that no theme has (any more)
        is left out with a warning.

        Args:
            theme: A dict with the tokens under "theme".

        Raises:
            BuildError: There is no "theme" in it, or a token's value cannot be used.
        """
        tokens = theme.get("theme")
        if not isinstance(tokens, Mapping):
            raise BuildError(
                f'from_dict expects {{"theme": {{token: value}}}}, as to_dict returns; got {theme!r:.80}.', code="PE105"
            )
        built = cls()
        known = {name: value for name, value in tokens.items() if name in built._tokens}
        _warn_of(set(tokens) - set(known) - {"name", "custom_css"})
        built.name = str(tokens.get("name", built.name))
        built.custom_css = str(tokens.get("custom_css", ""))
        built._tokens.update(known)
        return built

    @classmethod
    def load(cls, path: str) -> Self:
        """Build a theme from a file that `dump` wrote.

        Args:
            path: The JSON file.

        Raises:
            BuildError: The file holds no theme.
        """
        import json
        from pathlib import Path

        try:
            theme = json.loads(Path(path).read_text(encoding="utf-8"))
        except ValueError as error:
            raise BuildError(f"{path} is no theme: JSON was expected ({error}).", code="PE306") from None
        return cls.from_dict(theme if isinstance(theme, dict) else {})

    def dump(self, filename: str) -> None:
        """Write the theme to a JSON file.

        Args:
            filename: Where to write; must end in ".json".

        Raises:
            BuildError: The name does not end in ".json".
        """
        import json
        from pathlib import Path

        if not filename.endswith(".json"):
            raise BuildError(
                f"A theme is written as JSON: expected a file name that ends in .json, got {filename!r}.", code="PE105"
            )
        Path(filename).write_text(json.dumps(self.to_dict(), indent=2, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def from_hub(cls, repo_name: str, *_args: Any, **_options: Any) -> Self:
        """Not built: raises an error that says what to do instead."""
        raise NotBuilt(f"Theme.from_hub({repo_name!r})", "Save the theme's JSON file and use Theme.load(path).")

    def push_to_hub(self, repo_name: str, *_args: Any, **_options: Any) -> None:
        """Not built: raises an error that says what to do instead."""
        raise NotBuilt(f"Theme.push_to_hub({repo_name!r})", "Write the theme with dump(filename) and share the file.")

    def _adopt(self, name: str) -> None:
        """Become the named theme that ships with Portico."""
        self.name = name
        self._tokens.adopt(name)

    def __getattr__(self, name: str) -> str | None:
        tokens = self.__dict__.get("_tokens")
        if tokens is None or name not in tokens:
            raise NoSuchName(f"{type(self).__name__!r} has no attribute or token {name!r}.", code="PE116")
        return tokens.values.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        tokens = self.__dict__.get("_tokens")
        if tokens is not None and name in tokens:
            tokens.update({name: value})
        else:
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"<Theme {self.name}>"


def _warn_of(unknown: set[str]) -> None:
    names = sorted(name for name in unknown if not name.startswith("_"))  # Gradio's notes on fonts start with one
    if names:
        import warnings

        warnings.warn(f"This theme has tokens that Portico does not know: {', '.join(names)}.", stacklevel=3)
