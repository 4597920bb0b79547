"""A table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Literal, get_args

from portico.components.markdown import MATH
from portico.errors import BuildError, InvalidPayload
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.graph.files import read_file
from portico.lang.growing import Growing
from portico.lang.signature import nearest
from portico.media import table
from portico.wire.codec import JSON

Datatype = Literal["str", "number", "bool", "date", "markdown", "html", "image", "auto"]
Count = int | tuple[int, str] | None
Limits = tuple[int | None, int | None] | None


class Dataframe(Component):
    """A table to show or to edit. The function receives a DataFrame, an array or a list, as `type` says.

    A function returns a pandas or polars DataFrame, a Styler, a numpy array, a list of rows, a dictionary of columns or
    `{"headers": […], "data": […]}`. A cell that a visitor emptied is "", a missing number of the program's own None.

    Args:
        value: The table shown at first; also the path of a CSV file; a function is called at each page load.
        headers: The names of the columns, for a value that brings none.
        row_count: How many rows an empty table asks for; `(3, "fixed")` keeps visitors from adding and deleting rows.
        row_limits: The fewest and the most rows that a visitor may send; None on either side for no limit.
        col_count: The older name of `column_count`.
        column_count: How many columns an empty table has; `(2, "fixed")` keeps visitors from adding and deleting them.
        column_limits: The fewest and the most columns that a visitor may send.
        datatype: What the cells hold, for all columns or one by one: "str", "number", "bool", "date", "markdown",
            "html" (cleaned), or "auto" to tell by the value.
        type: What the function receives: "pandas", "polars", "numpy", or "array" for a list of rows.
        latex_delimiters: What marks a formula in Markdown cells; formulas are shown as they are written.
        label: Its name.
        show_label: Whether the label is shown.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        max_height: Pixels, or a CSS length; a longer table scrolls.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        interactive: Whether a visitor can edit it; None: where it is an input.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        wrap: Whether text in cells wraps; else a long cell is cut and shown whole where it is edited or pointed at.
        line_breaks: Whether a single line end in a Markdown cell is a line break.
        column_widths: The columns' widths: pixels, "120px" or "20%".
        buttons: "copy" and "fullscreen"; default: both.
        show_row_numbers: Whether rows are numbered.
        max_chars: Characters after which a cell's text is cut.
        show_search: "search" shows a field that narrows the table; "filter" can make what it found the new value.
        pinned_columns: How many columns, from the left, stay in view.
        static_columns: Columns, counted from 0, that visitors cannot edit; the number of columns is then fixed.
    """

    missing: ClassVar[dict[str, str]] = {
        "latex_delimiters": "accepted; formulas are shown as they are written",
        "datatype": "'image' cells show their address as text",
        "show_search": "'filter' keeps the rows that a search finds; filters of single columns are not there",
        "value": "a CSV file cannot be dropped on the table",
    }
    blocking = True
    reads_files = True
    change = Event()
    input = Event()
    select = Event()
    edit = Event()

    def __init__(
        self,
        value: Any = None,
        *,
        headers: list[str] | None = None,
        row_count: Count = None,
        row_limits: Limits = None,
        col_count: Count = None,
        column_count: Count = None,
        column_limits: Limits = None,
        datatype: Datatype | Sequence[Datatype] = "str",
        type: table.TableType = "pandas",
        latex_delimiters: list[dict[str, str | bool]] | None = None,
        label: str | None = None,
        show_label: bool | None = None,
        every: Any = None,
        inputs: Any = None,
        max_height: int | str = 500,
        scale: int | None = None,
        min_width: int = 160,
        interactive: bool | None = None,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        wrap: bool = False,
        line_breaks: bool = True,
        column_widths: list[str | int] | None = None,
        buttons: list[Literal["fullscreen", "copy"]] | None = None,
        show_row_numbers: bool = False,
        max_chars: int | None = None,
        show_search: Literal["none", "search", "filter"] = "none",
        pinned_columns: int | None = None,
        static_columns: list[int] | None = None,
    ) -> None:
        self.type: table.TableType = _one_of("type", type, get_args(table.TableType))
        self.show_search = _one_of("show_search", show_search, ("none", "search", "filter"))
        self.static_columns = list(static_columns or ())
        columns = _count(column_count if column_count is not None else col_count, len(headers or ()) or 3)
        if headers is not None and columns[0] != len(headers):
            raise BuildError(
                f"Dataframe has {len(headers)} headers, but column_count={columns[0]}. Give one.", code="PE106"
            )
        if self.static_columns:
            columns = (columns[0], "fixed")
        self.column_count = self.col_count = columns
        self.headers = list(headers) if headers is not None else [str(n + 1) for n in range(columns[0])]
        self.row_count = _count(row_count, 3)
        self.row_limits = _limits("row_limits", row_limits)
        self.column_limits = _limits("column_limits", column_limits)
        self.datatype = _datatype(datatype, value)
        self.latex_delimiters = MATH if latex_delimiters is None else latex_delimiters
        self.max_height = max_height
        self.wrap = wrap
        self.line_breaks = line_breaks
        self.column_widths = [f"{width}px" if isinstance(width, int) else width for width in column_widths or ()]
        self.buttons = buttons
        self.show_row_numbers = show_row_numbers
        self.max_chars = max_chars
        self.pinned_columns = pinned_columns
        super().__init__(
            value, label=label, every=every, inputs=inputs, show_label=show_label, scale=scale, min_width=min_width,
            interactive=interactive, visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render,
            key=key, preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def empty_value(self) -> JSON:
        """Return a table of headers without rows."""
        return self.postprocess(None)

    def preprocess(self, payload: JSON) -> Any:
        """Return the table in the form that the program asked for."""
        found = table.from_payload(payload, self.type, self.headers)
        if isinstance(payload, dict):
            rows: list[Any] = payload["data"]
            headers: list[Any] = payload.get("headers") or []
            width = len(headers) or max((len(row) for row in rows), default=0)
            _check("row", len(rows), self.row_limits)
            _check("column", width, self.column_limits)
        return found

    def postprocess(self, value: Any) -> JSON:
        """Return headers and rows."""
        return table.to_payload(value, self.headers, self.column_count[0], read_file)

    def steps(self) -> Callable[[Any], JSON]:
        """Return what turns the tables of one run into payloads; of lists of rows, only what changed is made anew."""
        rows = Growing(table.cells, levels=1).shown

        def shown(value: Any) -> JSON:
            if isinstance(value, list) and set(map(type, value)) == {list}:
                return table.titled([], rows(value), None, self.headers, self.column_count[0])
            return self.postprocess(value)

        return shown

    def process_example(self, value: Any) -> JSON:
        """Return the rows, for a table of examples."""
        return "" if value is None else self.postprocess(value)["data"]

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        rows = {"items": {}, "type": "array"}
        sheets = {"additionalProperties": {"anyOf": [rows, {"type": "null"}]}, "type": "object"}
        return {
            "properties": {
                "headers": {"items": {}, "title": "Headers", "type": "array"},
                "data": {"items": rows, "title": "Data", "type": "array"},
                "metadata": {"anyOf": [sheets, {"type": "null"}], "default": None, "title": "Metadata"},
            },
            "required": ["headers", "data"],
            "title": "DataframeData",
            "type": "object",
            "additional_description": None,
        }

    def example_value(self) -> JSON:
        """Return a value for documentation."""
        return {"headers": ["a", "b"], "data": [["foo", "bar"]]}


def _one_of(name: str, value: Any, known: tuple[str, ...]) -> Any:
    if value not in known:
        expected = ", ".join(map(repr, known))
        raise BuildError(
            f"Dataframe({name}=…) is one of {expected}, not {value!r}.{nearest(str(value), known)}", code="PE104"
        )
    return value


def _count(given: Count, default: int) -> tuple[int, str]:
    """Return a count and whether visitors may change it: "dynamic" or "fixed"."""
    if given is None:
        return default, "dynamic"
    number, kind = (given, "dynamic") if isinstance(given, int) else given if len(given) == 2 else (0, given)
    if kind not in ("dynamic", "fixed"):
        raise BuildError(f"A count of rows or columns is a number or (number, 'fixed'), not {given!r}.", code="PE105")
    return number, kind


def _limits(name: str, given: Limits) -> list[int | None] | None:
    if given is None:
        return None
    numbers = [number for number in given if number is not None]
    if len(given) != 2 or numbers != sorted(numbers):
        raise BuildError(
            f"Dataframe({name}=…) is the fewest and the most, such as (None, 10), not {given!r}.", code="PE105"
        )
    return list(given)


def _check(what: str, number: int, limits: list[int | None] | None) -> None:
    fewest, most = limits or (None, None)
    if fewest is not None and number < fewest:
        raise InvalidPayload(f"Expected at least {fewest} {what}{'s' * (fewest != 1)}, got {number}.")
    if most is not None and number > most:
        raise InvalidPayload(f"Expected at most {most} {what}{'s' * (most != 1)}, got {number}.")


def _datatype(given: Datatype | Sequence[Datatype], value: Any) -> str | list[str]:
    if given == "auto":
        return "auto" if callable(value) else table.datatypes(value) or "auto"
    if isinstance(given, str):
        return _one_of("datatype", given, get_args(Datatype))
    return [_one_of("datatype", one, get_args(Datatype)) for one in given]
