"""Form: the frame that joins neighbouring fields. Portico makes it; programs do not."""

from __future__ import annotations

from portico.graph.layout import Layout


class Form(Layout):
    """Fields that stand together in one frame.

    Args:
        scale: Its share of a row's width; the sum of its fields' shares.
        min_width: Pixels below which it wraps; the sum of its fields' widths in a row.
        render: Whether to place it where it is created.
    """

    def __init__(self, *, scale: int = 0, min_width: int = 0, render: bool = True) -> None:
        super().__init__(render=render)
        self.scale = scale
        self.min_width = min_width

    def absorbed(self) -> None:
        """Take width and share of the fields, as they count where the form stands."""
        if type(self.parent).__name__ == "Row":
            shares = [getattr(field, "scale", None) for field in self.children]
            self.scale = sum(1 if share is None else share for share in shares)
            self.min_width = sum(getattr(field, "min_width", None) or 0 for field in self.children)
