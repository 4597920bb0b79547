"""What a chat's function answered with: as messages of the conversation, and as the result of an endpoint."""

from __future__ import annotations

import dataclasses
from typing import Any

from portico.components import json
from portico.components.chatmessage import ChatMessage
from portico.components.chatpart import part_of
from portico.errors import ResultError
from portico.graph.component import Component
from portico.wire.codec import JSON

KINDS = (
    "text, a message such as gr.ChatMessage('Hi'), a component, a file such as {'path': 'a.png'}, or a list of these"
)


class Reply(json.JSON):
    """The result of a chat's endpoint: text, or messages with their files."""

    view = "json"
    carries_files = True

    @classmethod
    def class_name(cls) -> str:
        """Return the class that a client may create in its place."""
        return "json"

    def postprocess(self, value: Any) -> JSON:
        """Return what `told` gave, whose files are published from here."""
        return value


def told(value: Any) -> JSON:
    """Return an answer as clients receive it: text as text, messages as dictionaries."""
    if isinstance(value, list):
        return [told(one) for one in value]
    if isinstance(value, ChatMessage):
        return told({field.name: getattr(value, field.name) for field in dataclasses.fields(value)})
    if isinstance(value, Component):
        return part_of(value)
    if isinstance(value, dict):
        found: dict[str, Any] = value
        if isinstance(found.get("path"), str):
            return part_of(found)["file"]
        return {name: told(member) if name == "content" else member for name, member in found.items()}
    return value


def replies(response: Any) -> list[dict[str, Any]]:
    """Return the messages that an answer stands for, as dictionaries.

    Args:
        response: What the function returned.

    Raises:
        ResultError: It is nothing that a chat can show.
    """
    several: list[Any] = response if isinstance(response, list) else [response]
    return [_reply(one) for one in several]


def _reply(response: Any) -> dict[str, Any]:
    if isinstance(response, ChatMessage):
        members = {field.name: getattr(response, field.name) for field in dataclasses.fields(response)}
        return {**members, "role": "assistant"}
    if isinstance(response, dict):
        found: dict[str, Any] = response
        if "content" in found:
            return {**found, "role": "assistant"}
        if "text" in found and "type" not in found:
            words = [found["text"]] if found["text"] else []
            files = [{"path": one} if isinstance(one, str) else one for one in found.get("files") or ()]
            return said("assistant", [*words, *files])
        return said("assistant", found)
    if isinstance(response, Component):
        return said("assistant", part_of(response))
    if isinstance(response, str):
        return said("assistant", response)
    raise ResultError(
        f"The function of a ChatInterface gives {KINDS}; it gave {_kind(response)}.{_meant(response)}", code="PE307"
    )


def _meant(response: Any) -> str:
    if response is None:
        return " A function that ends without `return` gives None."
    if isinstance(response, (list, tuple)):
        return " Return the answer alone, and not the history: pairs of texts are no more."
    return " Return str(…) of it." if isinstance(response, (int, float)) else ""


def _kind(response: Any) -> str:
    return "nothing" if response is None else f"{type(response).__name__} {response!r:.60}"


def said(role: str, content: Any) -> dict[str, Any]:
    """Return a message as a dictionary."""
    return {"role": role, "content": content}
