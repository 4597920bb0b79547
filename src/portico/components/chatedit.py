"""Changes of a conversation that say what changed: words more, a message more, another status."""

from __future__ import annotations

import dataclasses
from typing import Any

from portico.call.change import Change
from portico.components.chatmessage import wire_messages
from portico.components.chatpart import part_of
from portico.errors import ResultError
from portico.graph.changing import edit_of
from portico.media.array import to_json
from portico.wire.codec import JSON
from portico.wire.messages import Edit


def edited(payload: JSON, change: Change) -> Edit:
    """Return a change of messages as an edit of the payload; raises ResultError where it has no such place."""
    messages: list[JSON] = payload if isinstance(payload, list) else []
    path = change.path
    if change.adds and len(path) < 3:
        return edit_of(messages, dataclasses.replace(change, path=_text(messages, change)), change.value)
    return edit_of(messages, change, _payload(change, len(path)))


def _text(messages: list[JSON], change: Change) -> tuple[str | int, ...]:
    """Return where the last text of a message is, by default of the last one."""
    at, *inner = change.path or (-1,)
    if inner not in ([], ["content"]) or not isinstance(at, int) or not -len(messages) <= at < len(messages):
        raise ResultError(
            f"{change}: text is added to a message, of which there are {len(messages)}: gr.append(text) for the last "
            "one, gr.append(text, index) for another. Yield the message first.",
            code="PE308",
        )
    parts = messages[at]["content"]
    if not parts or parts[-1]["type"] != "text":
        raise ResultError(
            f"{change}: the message does not end with a text. Add one: gr.patch([…], message).", code="PE308"
        )
    return (at, "content", len(parts) - 1, "text")


def _payload(change: Change, depth: int) -> JSON:
    value: Any = change.value
    if depth == 1:
        made = wire_messages(value)
        if len(made) != 1:
            raise ResultError(f"{change}: a message has content; this one has none.", code="PE307")
        return made[0]
    if change.path[1] == "content" and depth == 2:
        return [part_of(one) for one in value] if isinstance(value, list) else [part_of(value)]
    if change.path[1] == "content" and depth == 3:
        return part_of(value)
    return to_json(value)
