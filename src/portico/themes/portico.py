"""Portico's own theme: what a page shows when no other was chosen."""

from portico.themes import sizes
from portico.themes.colors import Color
from portico.themes.fonts import Fonts
from portico.themes.sizes import Size
from portico.themes.theme import Theme

IRIS = Color(
    *("#f3f3fe", "#e3e4fc", "#c3c4fb", "#a8a9fa", "#8a8af8", "#5f5fe2"),
    *("#5656d3", "#4747b8", "#3a3a97", "#22234a", "#181935"),
    name="iris",
)
GRAPHITE = Color(
    *("#fafafb", "#f4f4f6", "#e9e9ee", "#cfd0d9", "#a2a4b1", "#6f7180"),
    *("#62646f", "#3c3d47", "#282a33", "#18191f", "#111217"),
    name="graphite",
)
TEXT = Size("10px", "12px", "13px", "15px", "17px", "22px", "28px", name="text_portico")
SPACING = Size("1px", "2px", "4px", "8px", "12px", "14px", "16px", name="spacing_portico")
SYSTEM = (
    *("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "Noto Sans"),
    "sans-serif",
)
SYSTEM_MONO = ("ui-monospace", "SF Mono", "Menlo", "Consolas", "DejaVu Sans Mono", "monospace")


class Portico(Theme):
    """One accent on quiet greys, hairlines in place of boxes, the fonts of the visitor's system.

    Args:
        primary_hue: The hue of the accent; a Color or a name such as "teal".
        secondary_hue: The hue of links; None takes the primary one.
        neutral_hue: The hue of lines, surfaces and quiet text; a Color or a name.
        text_size: The scale of text; a Size, "sm", "md" or "lg".
        spacing_size: The scale of gaps and padding; a Size, "sm", "md" or "lg".
        radius_size: The scale of corner radii; a Size, "none", "sm", "md", "lg" or "xxl".
        font: The font families in order of preference; texts are family names.
        font_mono: The font families of code.
    """

    _keeps_fills = True

    def __init__(
        self,
        *,
        primary_hue: Color | str = IRIS,
        secondary_hue: Color | str | None = None,
        neutral_hue: Color | str = GRAPHITE,
        text_size: Size | str = TEXT,
        spacing_size: Size | str = SPACING,
        radius_size: Size | str = sizes.radius_lg,
        font: Fonts = SYSTEM,
        font_mono: Fonts = SYSTEM_MONO,
    ) -> None:
        super().__init__(
            primary_hue=primary_hue,
            secondary_hue=primary_hue if secondary_hue is None else secondary_hue,
            neutral_hue=neutral_hue,
            text_size=text_size,
            spacing_size=spacing_size,
            radius_size=radius_size,
            font=font,
            font_mono=font_mono,
        )
        self._adopt("portico")
