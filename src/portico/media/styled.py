"""A pandas Styler as what a table shows: the frame that is visible, the text of each cell and its CSS."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple


class Styled(NamedTuple):
    """A frame without its hidden rows and columns, and what to show in each of its cells."""

    frame: Any
    display: list[list[str | bool]]
    styling: list[list[str]]


def unpack(styler: Any) -> Styled:
    """Return what a Styler would show.

    Args:
        styler: A `pandas.io.formats.style.Styler`; it is left as it is.
    """
    # pandas has no public way to ask for a cell's text and style; these names have been there since 1.3.
    own = copy.deepcopy(styler)  # computing fills the object, and another thread may be reading it
    own._compute()
    frame = own.data
    hidden_rows, hidden_columns = set(own.hidden_rows), set(own.hidden_columns)
    rows = [i for i in range(len(frame.index)) if i not in hidden_rows]
    columns = [j for j in range(len(frame.columns)) if j not in hidden_columns]
    shown = frame.iloc[rows, columns]
    display = [[_shown(own._display_funcs[i, j](frame.iat[i, j])) for j in columns] for i in rows]
    styling = [["; ".join(f"{name}: {value}" for name, value in own.ctx[i, j]) for j in columns] for i in rows]
    return Styled(shown, display, styling)


def _shown(cell: Any) -> str | bool:
    """Return what stands in a cell: text, or a truth value that pandas leaves as it is."""
    return bool(cell) if type(cell).__name__ in ("bool", "bool_") else str(cell)
