"""The theme Glass."""

from portico.themes import colors, sizes
from portico.themes.colors import Color
from portico.themes.fonts import MONO, Fonts, LocalFont
from portico.themes.sizes import Size
from portico.themes.theme import Theme

FONT = ("Optima", "Candara", "Noto Sans", "source-sans-pro", "sans-serif")
FONT_MONO = (LocalFont("IBM Plex Mono"), *MONO)


class Glass(Theme):
    """Small and dense, blue and slate, with gradients on buttons and inputs.

    The parameters are those of Theme.
    """

    def __init__(
        self,
        *,
        primary_hue: Color | str = colors.blue,
        secondary_hue: Color | str = colors.slate,
        neutral_hue: Color | str = colors.slate,
        spacing_size: Size | str = sizes.spacing_sm,
        radius_size: Size | str = sizes.radius_sm,
        text_size: Size | str = sizes.text_sm,
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
        self._adopt("glass")
