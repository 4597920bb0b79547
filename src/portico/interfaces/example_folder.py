"""A folder that keeps the results of examples from one start of the app to the next."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

from portico.graph.files import ROOT, url_of
from portico.lang.ids import unguessable
from portico.lang.paths import safe_name
from portico.stores.owners import SHARED
from portico.stores.protocols import FileStore
from portico.wire.codec import JSON
from portico.wire.files import is_file

logger = logging.getLogger("portico")
KEPT = "kept_as"
"""The member that names a file of the folder."""


class ExampleFolder:
    """Rows by name: `<name>.json`, and `<name>/` with their files.

    Args:
        path: The folder, made when the first row comes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self, name: str, files: FileStore) -> list[JSON] | None:
        """Return a row, its files in the store for everybody; None where there is none or it cannot be read."""
        try:
            row = json.loads((self.path / f"{name}.json").read_text(encoding="utf-8"))
            return [self._taken_out(value, self.path / name, files) for value in row]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError):
            logger.warning("The kept result of an example in %s cannot be read; it is computed again.", self.path)
            return None

    def save(self, name: str, row: list[JSON], files: FileStore) -> None:
        """Keep a row; a folder that cannot be written to costs nothing but the next start's time."""
        part = self.path / f"{unguessable()}.part"
        try:
            part.mkdir(parents=True)
            kept = [self._put_away(value, part, files) for value in row]
            (part / "row").write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            shutil.rmtree(self.path / name, ignore_errors=True)
            target = self.path / f"{name}.json"
            (part / "row").replace(self.path / f"{part.name}.json")
            part.replace(self.path / name)
            (self.path / f"{part.name}.json").replace(target)
        except OSError as error:
            shutil.rmtree(part, ignore_errors=True)
            logger.warning("The result of an example cannot be kept in %s: %s.", self.path, error.strerror)

    def prune(self, names: Collection[str]) -> None:
        """Delete every row that is none of these."""
        for path in self.path.glob("*"):
            if path.name.removesuffix(".json") not in names:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)

    def _put_away(self, value: Any, part: Path, files: FileStore) -> Any:
        if is_file(value) and files.holds(str(value.get("path"))):
            source = files.readable(value["path"])
            name = f"{len(list(part.iterdir()))}-{safe_name(source.name)}"
            shutil.copyfile(source, part / name)
            return {**value, "path": None, "url": None, KEPT: name}
        if isinstance(value, dict):
            return {key: self._put_away(inner, part, files) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._put_away(inner, part, files) for inner in value]
        return value

    def _taken_out(self, value: Any, folder: Path, files: FileStore) -> Any:
        if is_file(value) and KEPT in value:
            name = safe_name(value[KEPT])
            stored = files.put(folder / name, name.partition("-")[2], SHARED)
            rest = {key: inner for key, inner in value.items() if key != KEPT}
            return {**rest, "path": stored.path, "url": url_of(stored.path, ROOT)}
        if isinstance(value, dict):
            return {key: self._taken_out(inner, folder, files) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._taken_out(inner, folder, files) for inner in value]
        return value
