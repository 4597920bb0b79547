"""The examples a program gave, in whatever form, as rows of values."""

from __future__ import annotations

import csv
import json
import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from portico.errors import BuildError, NoSuchFile
from portico.graph.component import Component

LOG = "log.csv"
TRUE = frozenset({"true", "yes", "1"})


def rows_of(given: Any, inputs: Sequence[Component]) -> list[list[Any]]:
    """Return one row of values for each example, as long as there are inputs; None where an example has no value.

    Args:
        given: A list of rows; for one input also a list of values; or a folder.
        inputs: What the values are for.

    Raises:
        BuildError: Another form.
        FileNotFoundError: No such folder, or one for several inputs without a log.csv.
    """
    if isinstance(given, (str, os.PathLike)):
        rows = _from_folder(Path(os.fspath(given)), inputs)
    else:
        rows = _from_list(given, len(inputs))
    count = len(inputs)
    return [[*row[:count], *[None] * (count - len(row))] for row in rows]


def _from_list(given: Any, count: int) -> list[list[Any]]:
    wrong = BuildError(
        "Examples are a list of rows, one value for each input; for a single input also a list of values; "
        f"or the path of a folder. There {'is 1 input' if count == 1 else f'are {count} inputs'}; given: "
        f"{given!r:.200}",
        code="PE113",
    )
    if not isinstance(given, (list, tuple)):
        raise wrong
    rows: list[Any] = list(given)
    if all(isinstance(row, list) or (count > 1 and isinstance(row, tuple)) for row in rows):
        longest = max((len(row) for row in rows), default=0)
        if longest > count:
            warnings.warn(
                f"An example has {longest} values for {count} input{'s' * (count != 1)}: what is too much is left out.",
                stacklevel=5,
            )
        return [list(row) for row in rows]
    if count != 1:
        raise wrong
    return [[value] for value in rows]


def _from_folder(folder: Path, inputs: Sequence[Component]) -> list[list[Any]]:
    if not folder.is_dir():
        raise NoSuchFile(f"There is no folder of examples at '{folder}'.", code="PE113")
    log = folder / LOG
    if log.is_file():
        with log.open(newline="", encoding="utf-8-sig") as file:
            lines = [line for line in csv.reader(file) if line][1:]
        return [[_typed(text, one, folder) for text, one in zip(line, inputs, strict=False)] for line in lines]
    if len(inputs) != 1:
        raise NoSuchFile(
            f"A folder of examples for {len(inputs)} inputs needs a {LOG}; '{folder}' has none.", code="PE113"
        )
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return [[_typed(path.name, inputs[0], folder)] for path in files]


def _typed(text: str, component: Component, folder: Path) -> Any:
    """Return a cell of log.csv as the value its component shows; a file by its path."""
    if component.carries_files:
        path = folder / text
        return str(path.resolve()) if text and path.exists() else text or None
    schema = component.api_info()
    kind = schema.get("type") if isinstance(schema, dict) else None
    if kind in ("number", "integer"):
        return float(text) if text.strip() else None
    if kind == "boolean":
        return text.strip().lower() in TRUE
    if kind == "array":
        try:
            return json.loads(text)
        except ValueError:
            return [text] if text else []
    return text


def with_values(rows: list[list[Any]], count: int) -> list[int]:
    """Return the numbers of the inputs for which at least one example has a value."""
    return [at for at in range(count) if any(row[at] is not None for row in rows)]
