"""A hand for tables."""

from __future__ import annotations

import re
from typing import Any

from portico.testing.hands.hand import Hand

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)


class TableHand(Hand):
    """Chooses cells, and writes into them."""

    main = "edit"

    def open(self) -> bool:
        return True  # cells can be chosen in a table that only shows something

    @property
    def table(self) -> dict[str, Any]:
        """Headers, data, and how they are shown."""
        return self.node.value or {"headers": [], "data": []}

    def select(self, row: int, column: int | str) -> None:
        """Click on a cell, by its row from 0 and its column or its header."""
        self.reach("select in")
        at = self._place(row, column)
        data = self.table["data"]
        cells = {"row_value": data[row], "col_value": [one[at] for one in data]}
        self.node.emit("select", {"index": [row, at], "value": data[row][at], **cells})

    def edit(self, row: int, column: int | str, value: Any) -> None:
        """Write into a cell."""
        self._writes()
        at = self._place(row, column)
        if at in (self.node.props.get("static_columns") or []):
            raise self.no("edit that column of", "it is one of its static_columns")
        data, previous = self.table["data"], self.table["data"][row][at]
        cell = self._parsed(value, at, previous)
        if cell == previous and type(cell) is type(previous):
            return
        new = [list(one) for one in data]
        new[row][at] = cell
        self.node.input({**self.table, "data": new, "metadata": self._restyled(row, at, cell)})
        self.node.emit("edit", {"index": [row, at], "value": cell, "previous_value": previous})

    def fill(self, rows: list[list[Any]]) -> None:
        """Paste rows over the table, from its first cell on; rows are added as far as they may be."""
        self._writes()
        table, most = self.table, (self.node.props.get("row_limits") or [None, None])[1]
        width = len(table["headers"])
        fixed = (self.node.props.get("row_count") or [0, "dynamic"])[1] == "fixed"
        if len(rows) > len(table["data"]) and (fixed or (most is not None and len(rows) > most)):
            raise self.no("paste so many rows into", f"it has {len(table['data'])} and takes {most or 'no more'}")
        if any(len(row) > width for row in rows):
            raise self.no("paste so many columns into", f"it has {width}")
        data = [list(row) for row in table["data"]]
        data += [["" for _ in range(width)] for _ in range(len(rows) - len(data))]
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                data[at][column] = self._parsed(value, column, data[at][column])
        self.node.input({**table, "data": data, "metadata": None})

    def _writes(self) -> None:
        self.reach("edit")
        if not self.node.interactive:
            raise self.no("edit", "it is disabled (interactive=False) or no listener reads it")

    def _place(self, row: int, column: int | str) -> int:
        table = self.table
        at = table["headers"].index(column) if column in table["headers"] else column
        if not isinstance(at, int) or not 0 <= row < len(table["data"]) or not 0 <= at < len(table["headers"]):
            there = f"it has {len(table['data'])} rows, and the columns {table['headers']}"
            raise self.no(f"reach row {row}, column {column!r} of", there)
        return at

    def _kind(self, column: int) -> str:
        said = self.node.props.get("datatype") or "str"
        kind = said if isinstance(said, str) else said[column] if column < len(said) else "str"
        if kind != "auto":
            return kind
        cells = [row[column] for row in self.table["data"] if row[column] not in (None, "")]
        if cells and all(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in cells):
            return "number"
        return "bool" if cells and all(isinstance(cell, bool) for cell in cells) else "str"

    def _parsed(self, value: Any, column: int, previous: Any) -> Any:
        """Return what a person means by what they type: a number stays a number."""
        if not isinstance(value, str):
            return value
        plain, kind = value.strip(), self._kind(column)
        if kind == "bool" and plain.lower() in ("true", "false"):
            return plain.lower() == "true"
        numeric = isinstance(previous, (int, float)) and not isinstance(previous, bool)
        if (kind == "number" or (kind == "str" and numeric)) and NUMBER.fullmatch(plain):
            return float(plain) if any(one in plain.lower() for one in ".e") else int(plain)
        return value

    def _restyled(self, row: int, column: int, cell: Any) -> Any:
        metadata: Any = self.table.get("metadata")
        display = (metadata or {}).get("display_value")
        if not display or row >= len(display):
            return metadata
        shown = [list(one) for one in display]
        shown[row][column] = "" if cell is None else str(cell)
        return {**metadata, "display_value": shown}
