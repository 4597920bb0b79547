"""A conversation that is shown again and again while it grows: only what changed is made anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from portico.components.chatmessage import ChatMessage, Tag, to_wire, wire_messages
from portico.graph.files import is_remote
from portico.wire.codec import JSON

Snapshot = tuple[Any, ...]


class Transcript:
    """Turns one list of messages after another into what the page receives.

    A message that is as it was before becomes the same objects as before, so that whoever compares two results sees at
    a glance what is new. Programs change messages in place, so it is their content that is compared.

    Args:
        tags: What marks thoughts in a text.
    """

    def __init__(self, tags: list[Tag] | None = None) -> None:
        self.tags = tags
        self._before: list[tuple[Snapshot, list[JSON]]] = []

    def shown(self, value: Any) -> list[JSON]:
        """Return messages as the page receives them; raises ResultError where something in them is no message."""
        if not isinstance(value, (list, tuple)):
            return to_wire(value, self.tags)
        before, now = self._before, list[tuple[Snapshot, list[JSON]]]()
        found: list[JSON] = []
        for index, message in enumerate(value):
            seen = snapshot(message)
            if index >= len(before) or before[index][0] != seen:
                now.append((seen, wire_messages(message, self.tags)))
            else:
                now.append(before[index])
            found += now[-1][1]
        self._before = now
        return found


def snapshot(message: Any) -> Snapshot:
    """Return what a message is made of, in a form that does not change with it."""
    if isinstance(message, ChatMessage):
        members: Any = vars(message)
    elif isinstance(message, dict):
        members = message
    else:
        return (message,)
    content = members.get("content")
    words = [_words(part) for part in content] if isinstance(content, list) else _words(content)
    return members.get("role"), words, _frozen(members.get("metadata")), _frozen(members.get("options"))


def _words(part: Any) -> Any:
    if isinstance(part, str):
        return part
    if isinstance(part, dict) and isinstance(part.get("text"), str) and len(part) == 2:
        return (part["text"], part.get("type"))
    return _frozen(part)


def _frozen(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, dict):
        members = [(name, _frozen(member)) for name, member in value.items()]
        return ("file", _look(value["path"]), members) if isinstance(value.get("path"), str) else members
    if isinstance(value, tuple):
        return (*map(_frozen, value), _look(value[0]) if value else None)
    if isinstance(value, list):
        return [_frozen(member) for member in value]
    # A component is what it was when it was made.
    return value


def _look(path: Any) -> Any:
    """Return what differs when a file has other content, for a picture may be drawn under one name again and again."""
    if not isinstance(path, (str, os.PathLike)) or is_remote(os.fspath(path)):  # type: ignore[arg-type]
        return None
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
