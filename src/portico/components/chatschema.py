"""The JSON Schema of a chat's messages."""

from __future__ import annotations

from typing import Any

from portico.components import filepayload

TEXT = {"type": "string"}
OPEN = {"type": "object", "additionalProperties": True}
NAMED = {"anyOf": [{"type": "integer"}, {"type": "string"}]}


def message_schema() -> dict[str, Any]:
    """Return the schema of a list of messages."""
    file = filepayload.file_schema()
    definitions = file.pop("$defs")
    message = _object(
        ["role", "content"],
        role=TEXT,
        metadata=_optional(_metadata()),
        content={"type": "array", "items": {"anyOf": _parts(file)}},
        options=_optional({"type": "array", "items": _object(["value"], value=TEXT, label=TEXT)}),
    )
    return {"$defs": definitions, "type": "array", "items": message, "title": "Messages"}


def _metadata() -> dict[str, Any]:
    status = {"type": "string", "enum": ["pending", "done"]}
    members = {"title": TEXT, "id": NAMED, "parent_id": NAMED, "log": TEXT, "duration": {"type": "number"}}
    return _object([], **members, status=status)


def _parts(file: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        _object(["text"], text=TEXT, type=_constant("text")),
        _object(["file"], file=file, alt_text=_optional(TEXT), type=_constant("file")),
        _object(
            ["component", "value", "constructor_args", "props"],
            component=TEXT,
            value={},
            constructor_args=OPEN,
            props=OPEN,
            type=_constant("component"),
        ),
    ]


def _object(required: list[str], **members: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "properties": members}
    return found | {"required": required} if required else found


def _optional(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}], "default": None}


def _constant(value: str) -> dict[str, Any]:
    return {"type": "string", "const": value, "default": value}
