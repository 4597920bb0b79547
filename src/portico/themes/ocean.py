"""The theme Ocean."""

from portico.themes import colors, sizes
from portico.themes.colors import Color
from portico.themes.fonts import MONO, SANS, Fonts, LocalFont
from portico.themes.sizes import Size
from portico.themes.theme import Theme

FONT = (LocalFont("IBM Plex Sans"), *SANS)
FONT_MONO = (LocalFont("IBM Plex Mono"), *MONO)


class Ocean(Theme):
    """Green to blue gradients on buttons, with very round corners.

    The parameters are those of Theme.
    """

    def __init__(
        self,
        *,
        primary_hue: Color | str = colors.emerald,
        secondary_hue: Color | str = colors.sky,
        neutral_hue: Color | str = colors.zinc,
        spacing_size: Size | str = sizes.spacing_md,
        radius_size: Size | str = sizes.radius_xxl,
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
        self._adopt("ocean")
