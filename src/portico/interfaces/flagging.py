"""Where flagged samples go: what visitors found worth keeping."""

from __future__ import annotations

import csv
import io
import os
import shutil
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from portico.graph.component import Component
from portico.interfaces.csv_cell import cell, harmless
from portico.lang.ids import unguessable
from portico.lang.paths import safe_name
from portico.wire.files import FileData, is_file


class FlaggingCallback(ABC):
    """What keeps flagged samples: derive a class from it, and give an instance to `Interface(flagging_callback=…)`."""

    @abstractmethod
    def setup(self, components: Sequence[Component], flagging_dir: str) -> None:
        """Get ready; called once, while the page is built.

        Args:
            components: The inputs and outputs, in the order of the values.
            flagging_dir: The folder to write to.
        """

    @abstractmethod
    def flag(self, flag_data: list[Any], flag_option: str | None = None, username: str | None = None) -> int:
        """Keep one sample.

        Args:
            flag_data: One payload for each component. Files stand in it as objects whose `path` is local; only what
                the visitor may read gets this far.
            flag_option: Which of the options was chosen.
            username: Who flagged it, where there is a login.

        Returns:
            How many samples are kept now.
        """


class CSVLogger(FlaggingCallback):
    """Keeps samples in a CSV file with headings, and their files in folders beside it.

    Text that a spreadsheet would run as a formula is made harmless. Another set of columns begins another file.

    Args:
        simplify_file_data: Whether the path alone stands for a file; else the whole object does.
        verbose: Whether a new file is announced.
        dataset_file_name: The file's name; default: dataset1.csv, dataset2.csv and so on.
    """

    def __init__(
        self, simplify_file_data: bool = True, verbose: bool = True, dataset_file_name: str | None = None
    ) -> None:
        self.simplify_file_data = simplify_file_data
        self.verbose = verbose
        self.dataset_file_name = dataset_file_name
        self.components: list[Component] = []
        self.flagging_dir = Path()
        self._lock = threading.Lock()

    def setup(self, components: Sequence[Component], flagging_dir: str) -> None:
        """Remember the columns and the folder, which is made when the first sample comes."""
        self.components = list(components)
        self.flagging_dir = Path(flagging_dir)

    def flag(self, flag_data: list[Any], flag_option: str | None = None, username: str | None = None) -> int:
        """Append one sample; return how many the file has now."""
        titles = [one.label or f"component {number}" for number, one in enumerate(self.components)]
        row = [
            cell(kept(value, one, self.flagging_dir, title, self.simplify_file_data))
            for value, one, title in zip(flag_data, self.components, titles, strict=True)
        ]
        for title, extra in (("flag", flag_option), ("username", username)):
            if extra:
                titles.append(title)
                row.append(harmless(extra))
        titles = [harmless(title) for title in [*titles, "timestamp"]]
        row.append(str(datetime.now()))
        with self._lock:
            path = self._file(titles)
            append(path, row)
            return rows(path) - 1

    def _file(self, titles: list[str]) -> Path:
        """Return the file whose headings are these; a new one where there is none."""
        if self.dataset_file_name is not None:
            path = self.flagging_dir / self.dataset_file_name
            if not path.exists():
                self._begin(path, titles)
            return path
        number = 1
        while (path := self.flagging_dir / f"dataset{number}.csv").exists():
            if headings(path) == titles:
                return path
            number += 1
        self._begin(path, titles)
        return path

    def _begin(self, path: Path, titles: list[str]) -> None:
        append(path, titles)
        if self.verbose:
            print(f"* Flagged samples go to {path}", flush=True)


class SimpleCSVLogger(FlaggingCallback):
    """Keeps samples in log.csv, without headings or times, and their files in folders beside it."""

    def __init__(self) -> None:
        self.components: list[Component] = []
        self.flagging_dir = Path()
        self._lock = threading.Lock()

    def setup(self, components: Sequence[Component], flagging_dir: str) -> None:
        """Remember the columns and the folder, which is made when the first sample comes."""
        self.components = list(components)
        self.flagging_dir = Path(flagging_dir)

    def flag(
        self,
        flag_data: list[Any],
        flag_option: str | None = None,  # noqa: ARG002
        username: str | None = None,  # noqa: ARG002
    ) -> int:
        """Append one sample; return how many the file has now. The option and the name are not written down."""
        row = [
            cell(kept(value, one, self.flagging_dir, one.label or f"component {number}", True))
            for number, (value, one) in enumerate(zip(flag_data, self.components, strict=True))
        ]
        with self._lock:
            append(self.flagging_dir / "log.csv", row)
            return rows(self.flagging_dir / "log.csv")


def kept(value: Any, component: Component, folder: Path, title: str, simple: bool) -> Any:
    """Return a payload with its files copied into a folder of their own and named by their new paths.

    Args:
        value: The payload.
        component: Whose it is. Only one that carries files has files: JSON that looks like one stays JSON.
        folder: Where flagged samples go.
        title: The column.
        simple: Whether the path alone stands for a file.
    """
    if not component.carries_files:
        return value

    def walk(part: Any) -> Any:
        if isinstance(part, FileData) or is_file(part):
            path = part.path if isinstance(part, FileData) else part.get("path")
            copied = _copied(path, folder / safe_name(title)) if path else None
            return copied if simple else {"path": copied}
        if isinstance(part, dict):
            return {key: walk(inner) for key, inner in part.items()}
        if isinstance(part, list):
            return [walk(inner) for inner in part]
        return part

    return walk(value)


def _copied(path: str, folder: Path) -> str:
    target = folder / unguessable()[:20]
    target.mkdir(parents=True)
    return str(shutil.copyfile(path, target / safe_name(Path(path).name)))


def append(path: Path, row: list[str]) -> None:
    """Write one row to the end of a file in one piece, so that two processes may do it at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    # Quoted throughout: a spreadsheet that separates at semicolons must not find a formula behind one.
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow(row)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
    try:
        os.write(handle, text.getvalue().encode())
    finally:
        os.close(handle)


def headings(path: Path) -> list[str]:
    """Return the first row of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return next(csv.reader(file), [])


def rows(path: Path) -> int:
    """Return how many rows a CSV file has."""
    with path.open(newline="", encoding="utf-8") as file:
        return sum(1 for _ in csv.reader(file))
