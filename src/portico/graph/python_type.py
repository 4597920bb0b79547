"""JSON Schema → a type as Python text, as the API description gives it to people."""

from __future__ import annotations

from typing import Any

from portico.wire.codec import JSON

NAMES = {"string": "str", "number": "float", "integer": "int", "boolean": "bool", "null": "None"}


def is_file_schema(schema: JSON, definitions: dict[str, Any] | None = None) -> bool:
    """Whether a schema describes a file: it has `path` and a `meta` that is the file marker."""
    if not isinstance(schema, dict):
        return False
    found: dict[str, Any] = schema
    members: Any = found.get("properties")
    if not isinstance(members, dict) or "path" not in members or "meta" not in members:
        return False
    meta: dict[str, Any] = members["meta"]
    if "$ref" in meta:
        meta = (found.get("$defs") or definitions or {}).get(meta["$ref"].rsplit("/", 1)[-1], {})
    marker = meta.get("default", {}).get("_type") or meta.get("properties", {}).get("_type", {}).get("const")
    return marker == "gradio.FileData"


def python_type(schema: JSON, definitions: dict[str, Any] | None = None) -> str:
    """Return `list[str]`, `Literal['a', 'b']`, `filepath` and the like for a schema."""
    if not isinstance(schema, dict) or not schema:
        return "Any"
    found: dict[str, Any] = schema
    definitions = found.get("$defs", definitions)
    if is_file_schema(found, definitions):
        return "filepath"
    if "$ref" in found:
        return python_type((definitions or {}).get(found["$ref"].rsplit("/", 1)[-1], {}), definitions)
    if "enum" in found:
        return f"Literal[{', '.join(repr(str(value)) for value in found['enum'])}]"
    if "const" in found:
        return f"Literal[{found['const']}]"
    for several in ("anyOf", "oneOf"):
        if several in found:
            return " | ".join(python_type(one, definitions) for one in found[several])
    return _by_type(found, definitions)


def _by_type(schema: dict[str, Any], definitions: dict[str, Any] | None) -> str:
    kind = schema.get("type")
    if kind == "array":
        if "prefixItems" in schema:
            return f"tuple[{', '.join(python_type(one, definitions) for one in schema['prefixItems'])}]"
        return f"list[{python_type(schema.get('items', {}), definitions)}]"
    if kind == "object":
        if schema.get("properties"):
            return f"dict({', '.join(_member(n, one, definitions) for n, one in schema['properties'].items())})"
        return f"dict(str, {python_type(schema.get('additionalProperties', {}), definitions)})"
    if isinstance(kind, str) and kind in NAMES:
        return NAMES[kind]
    if "json" in str(schema.get("description", "")).lower():
        return "str | float | bool | list | dict"
    return "Any"


def _member(name: str, schema: dict[str, Any], definitions: dict[str, Any] | None) -> str:
    description = schema.get("description")
    note = f" ({description})" if description else ""
    return f"{name}: {python_type(schema, definitions)}{note}"
