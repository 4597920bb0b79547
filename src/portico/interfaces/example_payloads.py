"""What the inputs show for an example, made once and served to everybody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from portico.call.context import Call
from portico.call.update import UPDATE, as_value, is_update
from portico.graph.block import Block
from portico.graph.component import Component
from portico.graph.files import EVERYBODY, ROOT, NewFile, is_remote, publish
from portico.graph.values import Surroundings
from portico.stores.protocols import FileStore
from portico.wire.codec import JSON


class ExamplePayloads:
    """The payloads of examples. Their files are the program's own, so every visitor may have them.

    Args:
        rows: The values, row by row.
        components: What each column is for.
    """

    def __init__(self, rows: list[list[Any]], components: Sequence[Component]) -> None:
        self.rows = rows
        self.components = list(components)
        self._store: FileStore | None = None
        self._made: dict[int, list[JSON]] = {}

    def of(self, index: int, call: Call, graph: Surroundings) -> list[JSON]:
        """Return an example's payloads; the app's root stands in them as a mark.

        Args:
            index: Which example.
            call: The run that wants them, whose store keeps the files.
            graph: Where the components are.
        """
        if self._store is not call.files:
            # Another launch has another store, which knows nothing of the last one's files.
            self._store, self._made = call.files, {}
        made = self._made.get(index)
        if made is None:
            made = publish(self._shown(index), call.files, EVERYBODY, graph.offer.to_the_author())
            self._made[index] = made
        return made

    def _shown(self, index: int) -> list[Any]:
        return [_payload(one, value) for one, value in zip(self.components, self.rows[index], strict=True)]

    def digest(self, index: int) -> str:
        """Return text that differs when what the example says differs, files by their content."""
        text = json.dumps(self._shown(index), default=_content, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _payload(component: Component, value: Any) -> Any:
    """Return what a component shows for a value; a change of properties stays one."""
    if isinstance(value, Block):
        changes = {name: given for name, given in value.given.items() if name not in ("render", "key")}
    elif is_update(value):
        changes = {name: given for name, given in value.items() if name != "__type__"}
    else:
        return as_value(component.postprocess(value))
    if "value" in changes:
        changes["value"] = component.postprocess(changes["value"])
    return {**UPDATE, **changes}


def shown_value(value: Any) -> Any:
    """Return the value inside a change of properties, which is what a table can show; others as they are."""
    if isinstance(value, Block):
        return value.given.get("value")
    return value.get("value") if is_update(value) else value


def at_root(payload: JSON, root: str) -> JSON:
    """Return a payload whose addresses begin with the app's root instead of its mark."""
    if isinstance(payload, dict):
        return {key: at_root(value, root) for key, value in payload.items()}
    if isinstance(payload, list):
        return [at_root(value, root) for value in payload]
    if isinstance(payload, str) and payload.startswith(ROOT):
        return root + payload[len(ROOT) :]
    return payload


def _content(value: Any) -> Any:
    if isinstance(value, NewFile):
        source = value.source
        if isinstance(source, bytes):
            return [value.name, hashlib.sha256(source).hexdigest()]
        if is_remote(str(source)) or not Path(source).is_file():
            return [value.name, str(source)]
        with Path(source).open("rb") as file:
            return [value.name, hashlib.file_digest(file, "sha256").hexdigest()]
    return type(value).__name__
