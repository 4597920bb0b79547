"""The theme Mario."""

from portico.themes import colors, sizes
from portico.themes.colors import Color
from portico.themes.fonts import MONO, Fonts, LocalFont
from portico.themes.sizes import Size
from portico.themes.theme import Theme

FONT = (LocalFont("Press Start 2P", weights=(400,)), "ui-monospace", "monospace")
FONT_MONO = (LocalFont("Press Start 2P", weights=(400,)), *MONO)


class Mario(Theme):
    """The colours and thick outlines of an early video game.

    The parameters are those of Theme.
    """

    def __init__(
        self,
        *,
        primary_hue: Color | str = colors.orange,
        secondary_hue: Color | str = colors.green,
        neutral_hue: Color | str = colors.stone,
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
        self._adopt("mario")
