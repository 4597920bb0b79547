"""The theme Cyberpunk."""

from portico.themes import colors, sizes
from portico.themes.colors import Color
from portico.themes.fonts import MONO, SANS, Fonts, LocalFont
from portico.themes.sizes import Size
from portico.themes.theme import Theme

FONT = (LocalFont("Chakra Petch"), *SANS)
FONT_MONO = (LocalFont("Share Tech Mono", weights=(400,)), *MONO)


class Cyberpunk(Theme):
    """Fuchsia and cyan with thick lines and hard corners; in dark mode it glows.

    The parameters are those of Theme.
    """

    def __init__(
        self,
        *,
        primary_hue: Color | str = colors.fuchsia,
        secondary_hue: Color | str = colors.cyan,
        neutral_hue: Color | str = colors.slate,
        spacing_size: Size | str = sizes.spacing_md,
        radius_size: Size | str = sizes.radius_sm,
        text_size: Size | str = sizes.text_md,
        font: Fonts = FONT,
        font_mono: Fonts = FONT_MONO,
    ) -> None:
        super().__init__(
            primary_hue=primary_hue,
            secondary_hue=secondary_hue,
            neutral_hue=neutral_hue,
            text_size=text_size,
            spacing_size=spacing_size,
            radius_size=radius_size,
            font=font,
            font_mono=font_mono,
        )
        self._adopt("cyberpunk")
