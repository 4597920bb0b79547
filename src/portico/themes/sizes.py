"""Scales: seven steps under one name, for corner radius, spacing and text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from portico.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = ("xxs", "xs", "sm", "md", "lg", "xl", "xxl")


class Size:
    """A scale of seven lengths, from the smallest to the largest.

    Args:
        xxs: The smallest step, as a CSS length such as "1px".
        xs: The second step.
        sm: The third step.
        md: The middle step.
        lg: The fifth step.
        xl: The sixth step.
        xxl: The largest step.
        name: What the scale is called, such as "radius_lg"; only for the reader.
    """

    all: ClassVar[list[Size]] = []

    def __init__(
        self, xxs: str, xs: str, sm: str, md: str, lg: str, xl: str, xxl: str, name: str | None = None
    ) -> None:
        self.xxs = xxs
        self.xs = xs
        self.sm = sm
        self.md = md
        self.lg = lg
        self.xl = xl
        self.xxl = xxl
        self.name = name

    def expand(self) -> list[str]:
        """Return the seven lengths, the smallest first."""
        return [length for _, length in self.steps()]

    def steps(self) -> Iterator[tuple[str, str]]:
        """Yield each step as its name and its CSS length."""
        for step in STEPS:
            yield step, getattr(self, step)

    def __repr__(self) -> str:
        return f"<Size {self.name or self.md}>"


def find_size(size: Size | str, kind: str) -> Size:
    """Return a scale, given itself or its short name.

    Args:
        size: A scale, or what follows the kind in its name: "lg" means `radius_lg` where a radius is asked for.
        kind: "radius", "spacing" or "text".

    Raises:
        BuildError: No scale of that kind has that name.
    """
    if isinstance(size, Size):
        return size
    scales = {str(known.name).removeprefix(f"{kind}_"): known for known in Size.all if _of_kind(known, kind)}
    try:
        return scales[size]
    except (KeyError, TypeError):
        names = ", ".join(repr(name) for name in scales)
        raise BuildError(f"{kind}_size expects a Size or one of {names}; got {size!r}.", code="PE115") from None


def _of_kind(size: Size, kind: str) -> bool:
    return str(size.name).startswith(f"{kind}_")


def _scale(name: str, steps: str) -> Size:
    size = Size(*steps.split(), name=name)
    Size.all.append(size)
    return size


radius_none = _scale("radius_none", "0px 0px 0px 0px 0px 0px 0px")
radius_sm = _scale("radius_sm", "1px 1px 2px 4px 6px 8px 12px")
radius_md = _scale("radius_md", "1px 2px 4px 6px 8px 12px 22px")
radius_lg = _scale("radius_lg", "2px 4px 6px 8px 12px 16px 24px")
radius_xxl = _scale("radius_xxl", "6px 8px 10px 20px 24px 28px 32px")
spacing_sm = _scale("spacing_sm", "1px 1px 2px 4px 6px 9px 12px")
spacing_md = _scale("spacing_md", "1px 2px 4px 6px 8px 10px 16px")
spacing_lg = _scale("spacing_lg", "2px 4px 6px 8px 10px 14px 28px")
text_sm = _scale("text_sm", "8px 9px 11px 13px 16px 20px 24px")
text_md = _scale("text_md", "9px 10px 12px 14px 16px 22px 26px")
text_lg = _scale("text_lg", "10px 12px 14px 16px 20px 24px 28px")
