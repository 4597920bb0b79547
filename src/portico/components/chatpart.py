"""Parts of a chat message: text, a file, or a component, as programs write them and as they travel."""

from __future__ import annotations

import os
from typing import Any

from portico.components import filepayload
from portico.components.chatseal import disarmed, sealed
from portico.errors import InvalidPayload, ResultError
from portico.graph.component import Component
from portico.graph.files import NewFile
from portico.lang.dedent import cleaned
from portico.media import mime
from portico.wire.codec import JSON
from portico.wire.files import FileData, is_file

KINDS = "text, a file such as {'path': 'photo.png'}, a component such as gr.Image(…), or a list of these"


def part_of(content: Any) -> dict[str, JSON]:
    """Return one part of a message as it goes to the page.

    Args:
        content: Text, a file's path in a dictionary or a tuple (path, text in its place), a component, or a part in the
            form that functions receive.

    Raises:
        ResultError: It is none of these.
    """
    if isinstance(content, str):
        return {"text": cleaned(content), "type": "text"}
    if isinstance(content, Component):
        return _component_part(content)
    if isinstance(content, FileData):
        return _file_part({"path": content.path, "orig_name": content.orig_name, "mime_type": content.mime_type})
    if isinstance(content, tuple) and len(content) in (1, 2) and isinstance(content[0], (str, os.PathLike)):
        return _file_part({"path": os.fspath(content[0])}, *content[1:])
    if isinstance(content, dict):
        return _written_part(content)
    raise ResultError(f"Chatbot: the content of a message is {KINDS}; got {type(content).__name__}.", code="PE307")


def _written_part(part: dict[str, Any]) -> dict[str, JSON]:
    """Return a part that is a dictionary: a file, or a part as functions receive them."""
    if isinstance(part.get("text"), str) and part.get("type", "text") == "text":
        return {"text": part["text"], "type": "text"}
    if "path" in part:
        return _file_part(part, part.get("alt_text"))
    if isinstance(part.get("file"), dict):
        return _file_part(part["file"], part.get("alt_text"))
    if isinstance(part.get("component"), str):
        part = disarmed(part)
        found = {
            "component": part["component"],
            "value": _stored(part.get("value")),
            "constructor_args": dict(part.get("constructor_args") or {}),
            "props": _stored(part.get("props") or {}),
            "type": "component",
        }
        return {**found, "seal": part["seal"]} if "seal" in part else found
    raise ResultError(
        f"Chatbot: the content of a message is {KINDS}; got a dictionary with {sorted(map(str, part))}.", code="PE307"
    )


def _file_part(file: dict[str, Any], alt_text: Any = None) -> dict[str, JSON]:
    new = filepayload.offered(file.get("path"), "Chatbot")
    new.name = str(file.get("orig_name") or new.name)
    kind = file.get("mime_type") or mime.guess(new.name)
    new.mime_type = None if kind == mime.UNKNOWN else kind
    return {"file": new, "alt_text": None if alt_text is None else str(alt_text), "type": "file"}


def _component_part(component: Component) -> dict[str, JSON]:
    if component.stored or not component.placed:
        raise ResultError(f"Chatbot: a {type(component).__name__} has nothing to show in a message.", code="PE307")
    given = {name: value for name, value in component.given.items() if name != "value" and _is_json(value)}
    props = component.props()
    value = props.pop("value", None)
    return sealed(
        {
            "component": component.wire_type(),
            "value": value,
            "constructor_args": {**given, "render": False},
            "props": props,
            "type": "component",
        }
    )


def _is_json(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(member) for key, member in value.items())
    if isinstance(value, (list, tuple)):
        return all(_is_json(member) for member in value)
    return value is None or isinstance(value, (str, int, float))


def _stored(value: Any) -> JSON:
    """Return a component's value as it came, with its files to be shown again."""
    if is_file(value) and isinstance(value.get("path"), str):
        return NewFile(value["path"], str(value.get("orig_name") or ""), value.get("mime_type"))
    if isinstance(value, dict):
        return {key: _stored(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_stored(member) for member in value]
    return value


def received_part(part: Any) -> dict[str, Any]:
    """Return a part that a visitor sent as functions receive it.

    Raises:
        InvalidPayload: It has none of the three forms.
    """
    if isinstance(part, dict):
        found: dict[str, Any] = part
        kind = found.get("type")
        if isinstance(found.get("text"), str) and kind in (None, "text"):
            return {"text": found["text"], "type": "text"}
        if isinstance(found.get("file"), FileData) and kind in (None, "file"):
            alt_text = found.get("alt_text")
            return {"file": _written(found["file"]), "alt_text": alt_text and str(alt_text), "type": "file"}
        if isinstance(found.get("component"), str) and kind in (None, "component"):
            members = {name: _written(found.get(name)) for name in ("value", "constructor_args", "props")}
            seal = {"seal": found["seal"]} if isinstance(found.get("seal"), str) else {}
            return {"component": found["component"], **members, "type": "component", **seal}
    raise InvalidPayload(
        "Chatbot expects parts of a message such as {'type': 'text', 'text': 'Hello'} or {'type': 'file', 'file': …}, "
        f"got {part!r:.80}."
    )


def _written(value: Any) -> Any:
    """Return what a visitor sent with its files as dictionaries, whose paths are local."""
    if isinstance(value, FileData):
        return {name: getattr(value, name) for name in value.__struct_fields__}
    if isinstance(value, dict):
        return {key: _written(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_written(member) for member in value]
    return value
