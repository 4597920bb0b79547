"""Messages of a chat: what programs write, and the form in which functions, clients and the page receive them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal, NotRequired, TypedDict

from portico.components.chatpart import part_of, received_part
from portico.errors import InvalidPayload, ResultError
from portico.wire.codec import JSON

Role = Literal["user", "assistant", "system"]
Tag = tuple[str, str]
"""What opens and what closes the thoughts of a model, such as ("<think>", "</think>")."""


class MetadataDict(TypedDict, total=False):
    """What makes a message a thought, or the use of a tool, that folds away under its title."""

    title: str
    id: int | str
    parent_id: int | str
    log: str
    duration: float
    status: Literal["pending", "done"]


class OptionDict(TypedDict):
    """An answer that the visitor may choose instead of writing it."""

    value: str
    label: NotRequired[str]


class MessageDict(TypedDict):
    """A message as a dictionary."""

    content: Any
    role: Role
    metadata: NotRequired[MetadataDict | None]
    options: NotRequired[list[OptionDict] | None]


class ExampleMessage(TypedDict, total=False):
    """A message that an empty chat offers."""

    text: str
    display_text: str
    icon: str
    files: list[str]


def _no_metadata() -> MetadataDict:
    return {}


def _no_options() -> list[OptionDict]:
    return []


@dataclass
class ChatMessage:
    """One message of a chat.

    Args:
        content: Text, a file such as `{"path": "photo.png"}`, a component, or a list of these.
        role: Who speaks: "user", "assistant" or "system".
        metadata: A `title` folds the message away as a thought; `log`, `duration` in seconds and `status` ("pending" or
            "done") stand beside it; `id` and `parent_id` put one thought inside another.
        options: Answers to choose from: `{"value": …, "label": …}`.
    """

    content: Any
    role: Role = "assistant"
    metadata: MetadataDict = field(default_factory=_no_metadata)
    options: list[OptionDict] = field(default_factory=_no_options)


Message = ChatMessage
"""Another name of Gradio's for the same thing."""

METADATA: dict[str, tuple[type, ...]] = {
    "title": (str,),
    "id": (int, str),
    "parent_id": (int, str),
    "log": (str,),
    "duration": (int, float),
    "status": (str,),
}
STATUSES = ("pending", "done")


def to_wire(value: Any, tags: list[Tag] | None = None) -> list[JSON]:
    """Return messages as the page receives them.

    Args:
        value: A list of ChatMessages and dictionaries with `role` and `content`; None for no message.
        tags: What marks thoughts in a text; each becomes a message of its own.

    Raises:
        ResultError: Something in it is no message.
    """
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        raise ResultError(f"Chatbot shows a list of messages, got {type(value).__name__}. {_HOW}", code="PE307")
    found: list[JSON] = []
    for message in value:
        found += wire_messages(message, tags)
    return found


_HOW = "A message is {'role': 'user', 'content': 'Hello'} or gr.ChatMessage('Hello')."


def wire_messages(message: Any, tags: list[Tag] | None = None) -> list[JSON]:
    """Return one message as the page receives it: one, more where it has thoughts in it, none where it is empty."""
    if isinstance(message, dict):
        if "role" not in message or "content" not in message:
            raise ResultError(
                f"Chatbot: a message needs 'role' and 'content', got {sorted(map(str, message))}. {_HOW}", code="PE307"
            )
        role, content = message["role"], message["content"]
        metadata, options = message.get("metadata"), message.get("options")
    elif isinstance(message, ChatMessage):
        role, content, metadata, options = message.role, message.content, message.metadata, message.options
    elif isinstance(message, (list, tuple)):
        raise ResultError(f"Chatbot no longer takes pairs of texts. {_HOW}", code="PE307")
    else:
        raise ResultError(f"Chatbot cannot show {type(message).__name__} as a message. {_HOW}", code="PE307")
    if not isinstance(role, str):
        raise ResultError(f"Chatbot: a message's role is 'user', 'assistant' or 'system', not {role!r}.", code="PE307")
    parts = [part_of(one) for one in content] if isinstance(content, list) else [part_of(content)]
    if not parts:
        return []
    shared = {"metadata": _metadata(metadata), "options": _options(options)}
    if tags:
        return [one for part in parts for one in _told_apart({"role": role, **shared}, part, tags)]
    return [{"role": role, "metadata": shared["metadata"], "content": parts, "options": shared["options"]}]


def _metadata(given: Any) -> JSON:
    if given is None:
        return None
    if not isinstance(given, dict):
        raise ResultError(f"Chatbot: a message's metadata is a dictionary, not {type(given).__name__}.", code="PE307")
    found: dict[str, JSON] = {}
    for name, kinds in METADATA.items():
        value: Any = given.get(name)
        if value is None:
            continue
        if not isinstance(value, kinds) or isinstance(value, bool):
            wanted = " or ".join(kind.__name__ for kind in kinds)
            raise ResultError(f"Chatbot: metadata['{name}'] is {wanted}, not {value!r}.", code="PE307")
        if name == "status" and value not in STATUSES:
            raise ResultError(f"Chatbot: metadata['status'] is 'pending' or 'done', not {value!r}.", code="PE307")
        found[name] = value
    return found


def _options(given: Any) -> JSON:
    if given is None:
        return None
    if not isinstance(given, (list, tuple)):
        raise ResultError(f"Chatbot: a message's options are a list, not {type(given).__name__}.", code="PE307")
    return [_option(one) for one in given]


def _option(given: Any) -> JSON:
    value: Any = given.get("value") if isinstance(given, dict) else None
    if not isinstance(value, str):
        raise ResultError(
            f"Chatbot: an option is {{'value': 'Yes', 'label': 'Yes, please'}}, not {given!r:.80}.", code="PE307"
        )
    label: Any = given.get("label")
    return {"value": value} if label is None else {"value": value, "label": str(label)}


def _told_apart(message: dict[str, JSON], part: dict[str, JSON], tags: list[Tag]) -> list[JSON]:
    """Return a part as messages of its own, the thoughts in its text apart from the rest of it."""
    if part["type"] != "text":
        return [{**message, "content": [part]}]
    found: list[JSON] = []
    for text, status in pieces(part["text"], tags):
        if status is None:
            found.append({**message, "content": [{"text": text, "type": "text"}]})
        else:
            thought = {"title": "Reasoning", "status": status}
            content = [{"text": text, "type": "text"}]
            found.append({"role": message["role"], "metadata": thought, "options": None, "content": content})
    return found


def pieces(text: str, tags: list[Tag]) -> list[tuple[str, str | None]]:
    """Return a text's pieces in order, each with None, or for a thought with "done", or "pending" while it runs."""
    closing = dict(tags)
    opening = re.compile("|".join(re.escape(opens) for opens in closing))
    found: list[tuple[str, str | None]] = []
    at = 0
    while begin := opening.search(text, at):
        found.append((text[at : begin.start()], None))
        end = text.find(closing[begin.group()], begin.end())
        found.append((text[begin.end() : None if end < 0 else end], "pending" if end < 0 else "done"))
        at = len(text) if end < 0 else end + len(closing[begin.group()])
    found.append((text[at:], None))
    return [(piece.strip(), status) for piece, status in found if piece.strip()]


def from_wire(payload: Any) -> list[dict[str, Any]]:
    """Return messages as functions receive them; raises InvalidPayload for what is no list of messages."""
    if payload is None:
        return []
    if not isinstance(payload, list):
        raise InvalidPayload(f"Chatbot expects a list of messages, got {type(payload).__name__}.")
    return [_received(message) for message in payload]


def _received(message: Any) -> dict[str, Any]:
    if not isinstance(message, dict) or not isinstance(message.get("role"), str):
        raise InvalidPayload(
            "Chatbot expects messages such as {'role': 'user', 'content': [{'type': 'text', 'text': 'Hello'}]}, "
            f"got {message!r:.80}."
        )
    content: Any = message.get("content")
    if not isinstance(content, list):
        raise InvalidPayload(f"Chatbot expects the content of a message as a list of parts, got {content!r:.80}.")
    try:
        metadata, options = _metadata(message.get("metadata")), _options(message.get("options"))
    except ResultError as error:
        raise InvalidPayload(str(error)) from None
    parts = [received_part(part) for part in content]
    return {"role": message["role"], "metadata": metadata, "content": parts, "options": options}
