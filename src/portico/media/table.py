"""Tables: frames, arrays and lists to the wire's headers and rows, and back.

pandas and polars are touched only where a value already comes from them, or where the author asked for them.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from portico.errors import InvalidPayload, MissingExtra, ResultError
from portico.media.array import is_missing, to_json
from portico.media.origin import comes_from
from portico.wire.codec import JSON

TableType = Literal["pandas", "numpy", "polars", "array"]

LARGEST_TEXT = 2**26
"""How many characters an array of text may take: numpy gives each cell the room of the longest one, so that a visitor
with one long text and many short ones could fill the memory. Beyond it the array holds Python objects."""

EXPECTED = "a pandas or polars DataFrame, a numpy array, a list of rows, a dictionary with headers and data, or a CSV"


def to_payload(
    value: Any, headers: Sequence[str] | None = None, columns: int | None = None, reads: Reads | None = None
) -> dict[str, JSON]:
    """Return a table as the wire carries it.

    Args:
        value: A pandas DataFrame, Series or Styler, a polars DataFrame or Series, a numpy array of one or two
            dimensions, a list of rows, a list of single cells (one column), a list of dictionaries, a dictionary with
            "headers" and "data", a dictionary of columns, the path of a CSV file, or None.
        headers: The author's headers, for values that bring none. What is missing is numbered from "1".
        columns: How many columns an empty table has where nothing else says so; 3 by default.
        reads: Gives the bytes of a CSV file, where it may be read; default: any regular file is.

    Returns:
        `{"headers": […], "data": [[…], …], "metadata": None}`; for a Styler, `metadata` holds "display_value" and
        "styling", of the same shape as the data.

    Raises:
        ResultError: The value is none of these.
        MissingExtra: A CSV file, and pandas is not installed.
    """
    return titled(*_read(value, reads or _bytes_of), headers, columns)


def titled(
    found: list[JSON], rows: list[list[JSON]], metadata: JSON, headers: Sequence[str] | None, columns: int | None
) -> dict[str, JSON]:
    """Return rows as the wire carries them, with the headers that the value brings, or else the author's.

    Args:
        found: The value's headers; none where it brings none.
        rows: Its rows.
        metadata: What a Styler says of its cells.
        headers: The author's headers.
        columns: How many columns an empty table has where nothing else says so.
    """
    if not rows or not any(rows):
        return {"headers": found or _empty_headers(headers, columns), "data": [], "metadata": None}
    if not found:
        found = _fit(headers or [], len(rows[0]))
    return {"headers": found, "data": rows, "metadata": metadata}


def from_payload(payload: JSON, type: TableType = "pandas", headers: Sequence[str] | None = None) -> Any:
    """Return the table that a visitor sent, in the form the author asked for.

    Args:
        payload: `{"headers": […], "data": [[…], …]}`, or None for an empty table.
        type: "pandas" or "polars" for a DataFrame, "numpy" for an array, "array" for a list of rows.
        headers: The author's headers, for a payload that names none.

    Raises:
        InvalidPayload: The payload is no table, or its rows do not fit its headers.
        MissingExtra: The library that `type` names is not installed.
    """
    names, rows = _checked(payload, headers)
    if type == "array":
        return rows
    if type == "numpy":
        return _to_numpy(rows)
    for number, row in enumerate(rows, 1):
        if len(row) > len(names):
            raise InvalidPayload(f"Row {number} has {len(row)} cells, but the table has {len(names)} columns.")
    if not any(rows):
        rows = []
    rows = [row if len(row) == len(names) else [*row, *[None] * (len(names) - len(row))] for row in rows]
    return _to_pandas(names, rows) if type == "pandas" else _to_polars(names, rows)


def datatypes(value: Any) -> list[str] | None:
    """Return the kind of each column ("number", "bool", "date" or "str"), or None where the value does not tell.

    Args:
        value: What `to_payload` takes. Lists, arrays and polars frames tell by their first row.
    """
    if comes_from(value, "pandas", "Styler"):
        value = value.data
    if comes_from(value, "pandas", "DataFrame"):
        return [_PANDAS_KINDS.get(value.iloc[:, i].dtype.kind, "str") for i in range(value.shape[1])]
    if comes_from(value, "numpy", "ndarray") and value.ndim == 2:
        value = value.astype("M8[us]").tolist() if value.dtype.kind == "M" else value.tolist()
    elif comes_from(value, "polars", "DataFrame"):
        value = value.rows()
    if isinstance(value, list) and value and isinstance(value[0], list | tuple):
        return [_kind(cell) for cell in value[0]]
    return None


_PANDAS_KINDS = {"i": "number", "u": "number", "f": "number", "b": "bool", "M": "date", "m": "date"}


def _kind(cell: Any) -> str:
    if comes_from(cell, "numpy", "generic"):
        cell = cell.item()
    if isinstance(cell, bool):
        return "bool"
    if isinstance(cell, int | float):
        return "number"
    return "date" if isinstance(cell, dt.date) else "str"


# ---- out -------------------------------------------------------------------------------------------------------------

Reads = Callable[[str | Path], bytes]
"""Gives the bytes of a file, where it may be read."""
Table = tuple[list[JSON], list[list[JSON]], JSON]


def _read(value: Any, reads: Reads) -> Table:
    """Return the headers a value brings (an empty list where it brings none), its rows and its metadata."""
    if value is None:
        return [], [], None
    if comes_from(value, "pandas"):
        return _from_pandas(value)
    if comes_from(value, "polars"):
        return _from_polars(value)
    if comes_from(value, "numpy", "ndarray"):
        return [], _from_array(value), None
    if isinstance(value, Mapping):
        return _from_mapping(value, reads)
    if isinstance(value, list | tuple):
        return _from_list(value)
    if isinstance(value, str | Path):
        return _from_csv(value, reads)
    raise ResultError(f"Expected {EXPECTED}, got {type(value).__name__}.", code="PE303")


def _from_pandas(value: Any) -> Table:
    if comes_from(value, "pandas", "Styler"):
        from portico.media.styled import unpack

        styled = unpack(value)
        headers, rows, _ = _from_pandas(styled.frame)
        return headers, rows, {"display_value": styled.display, "styling": styled.styling}
    if comes_from(value, "pandas", "Series"):
        value = value.to_frame("1" if value.name is None else value.name)
    if not comes_from(value, "pandas", "DataFrame"):
        raise ResultError(
            f"Expected a DataFrame, a Series or a Styler, got {type(value).__name__} of pandas.", code="PE303"
        )
    columns = [_column(value.iloc[:, i]) for i in range(value.shape[1])]
    return to_json(list(value.columns)), [list(row) for row in zip(*columns, strict=True)], None


def _column(series: Any) -> list[JSON]:
    if series.dtype.kind in "biu" and comes_from(series.dtype, "numpy"):
        return series.tolist()
    if series.dtype.kind == "f" and comes_from(series.dtype, "numpy"):
        return to_json(series.to_numpy(dtype="f8"))
    return [_cell(cell) for cell in series.tolist()]


def _from_polars(value: Any) -> Table:
    if comes_from(value, "polars", "Series"):
        value = value.to_frame(value.name or "1")
    if not comes_from(value, "polars", "DataFrame"):
        hint = " Call .collect() on it." if type(value).__name__ == "LazyFrame" else ""
        raise ResultError(
            f"Expected a DataFrame or a Series, got {type(value).__name__} of polars.{hint}", code="PE303"
        )
    return list(value.columns), _rows(value.rows()), None


def _from_array(value: Any) -> list[list[JSON]]:
    if value.ndim == 0:
        raise ResultError("Expected an array of one or two dimensions as a table, got a single number.", code="PE303")
    if value.dtype.kind in "biuf":
        rows = to_json(value.astype("f8") if value.dtype.kind == "f" else value)
        return rows if value.ndim > 1 else [[cell] for cell in rows]
    return _rows(value.tolist() if value.dtype.kind != "M" else value.astype(_readable(value.dtype)).tolist())


def _from_mapping(value: Mapping[Any, Any], reads: Reads) -> Table:
    if not value:
        return [], [], None
    if "data" in value:
        rows = _read(value["data"], reads)[1]
        width = len(rows[0]) if rows else 0
        given = to_json(value.get("headers")) or []
        return _fit(given, width) if given and width else given, rows, to_json(value.get("metadata"))
    columns = [list(column) for column in value.values() if isinstance(column, list | tuple)]
    if len(columns) != len(value) or len({len(column) for column in columns}) != 1:
        raise ResultError(
            "Expected a dictionary with headers and data, or one list of equal length for each column; "
            f"got the keys {', '.join(map(str, value))}.",
            code="PE303",
        )
    return [str(name) for name in value], _rows(zip(*columns, strict=True)), None


def _from_list(value: Sequence[Any]) -> Table:
    if value and all(isinstance(item, Mapping) for item in value):
        names = list(dict.fromkeys(name for item in value for name in item))
        return to_json(names), [[_cell(item.get(name)) for name in names] for item in value], None
    return [], _rows(value), None


def _bytes_of(path: str | Path) -> bytes:
    from portico.lang.opening import open_file

    with open_file(Path(path)) as opened:
        return opened.read()


def _from_csv(value: str | Path, reads: Reads) -> Table:
    path = Path(value)
    try:
        content = io.BytesIO(reads(value))
    except (OSError, ValueError):
        raise ResultError(f"Expected {EXPECTED}; there is no file named {str(value)[:80]!r}.", code="PE306") from None
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtra("pandas", "data", "read a CSV file") from error
    try:
        # Never decompressed: the file may be a visitor's, and a small archive may hold a huge table.
        frame = pd.read_csv(content, compression=None)
    except pd.errors.EmptyDataError:
        return [], [], None
    except ValueError as error:
        raise ResultError(f"{path.name} is not a CSV file in UTF-8: {error}", code="PE306") from error
    return _from_pandas(frame)


def _rows(value: Any) -> list[list[JSON]]:
    return [cells(row) for row in value]


def cells(row: Any) -> list[JSON]:
    """Return a row's cells as the wire carries them; what is no row is one cell."""
    return [_cell(cell) for cell in row] if isinstance(row, list | tuple) else [_cell(row)]


_PLAIN = frozenset({str, int, float, bool, type(None)})


def _cell(cell: Any) -> JSON:
    if type(cell) in _PLAIN:  # nearly every cell, so the rest may take its time
        return to_json(cell)
    if is_missing(cell):
        return None
    if isinstance(cell, dt.date | Decimal | bytes):
        return str(cell)
    if comes_from(cell, "numpy", "datetime64"):
        return None if str(cell) == "NaT" else str(cell.astype(_readable(cell.dtype)).item())
    if comes_from(cell, "polars", "Series"):
        cell = cell.to_list()
    return to_json(cell)


def _readable(dtype: Any) -> str:
    """Return the type by which numpy gives a date as a date and a moment as a datetime, never as nanoseconds."""
    return "M8[D]" if str(dtype) == "datetime64[D]" else "M8[us]"


def _fit(headers: Sequence[Any], width: int) -> list[Any]:
    return [*headers[:width], *(str(number) for number in range(len(headers) + 1, width + 1))]


def _empty_headers(headers: Sequence[str] | None, columns: int | None) -> list[str]:
    return list(headers) if headers else _fit([], 3 if columns is None else columns)


# ---- in --------------------------------------------------------------------------------------------------------------


def _checked(payload: JSON, headers: Sequence[str] | None) -> tuple[list[Any], list[list[JSON]]]:
    if payload is None:
        return list(headers or []), []
    if not isinstance(payload, dict) or not isinstance(payload.get("data"), list):
        raise InvalidPayload('Expected a table as {"headers": ["a", "b"], "data": [[1, 2], [3, 4]]}.')
    rows: list[Any] = payload["data"]
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list):
            raise InvalidPayload(f"Expected a list of cells as row {number} of the table, got {type(row).__name__}.")
    names = payload.get("headers")
    if names is None:
        names = _fit(headers or [], max((len(row) for row in rows), default=0))
    if not isinstance(names, list):
        raise InvalidPayload(f"Expected a list of headers, got {type(names).__name__}.")
    for name in names:
        if any(isinstance(part, list | dict) for part in (name if isinstance(name, list) else [name])):
            raise InvalidPayload(f"Expected text as a header of the table, got {str(name)[:60]}.")
    return names, rows


def _to_numpy(rows: list[list[JSON]]) -> Any:
    try:
        import numpy as np
    except ImportError as error:
        raise MissingExtra("numpy", "data", "hand a table to a function as an array") from error
    if len({len(row) for row in rows}) > 1:
        raise InvalidPayload("Expected rows of equal length, because the function asks for an array.")
    longest = max((len(cell) for row in rows for cell in row if isinstance(cell, str)), default=0)
    if longest * sum(map(len, rows)) <= LARGEST_TEXT:
        try:
            return np.array(rows)
        except ValueError:  # a cell that is itself a list
            pass
    array = np.empty((len(rows), len(rows[0])), dtype=object)
    for place in np.ndindex(array.shape):
        array[place] = rows[place[0]][place[1]]
    return array


def _to_pandas(names: list[Any], rows: list[list[JSON]]) -> Any:
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtra("pandas", "data", "hand a table to a function as a DataFrame") from error
    return pd.DataFrame(rows, columns=[tuple(name) if isinstance(name, list) else name for name in names])


def _to_polars(names: list[Any], rows: list[list[JSON]]) -> Any:
    try:
        import polars as pl
    except ImportError as error:
        raise MissingExtra("polars", "polars", "hand a table to a function as a polars DataFrame") from error
    schema = ["" if name is None else str(name) for name in names]
    columns = [[row[i] for row in rows] for i in range(len(schema))]
    if len(set(schema)) < len(schema):
        raise InvalidPayload("Expected a different header for each column, because the function asks for polars.")
    data = dict(zip(schema, columns, strict=True))
    try:
        return pl.DataFrame(data, strict=False)
    except (ValueError, pl.exceptions.PolarsError) as error:
        raise InvalidPayload(f"That table does not fit a DataFrame: {error}") from error
