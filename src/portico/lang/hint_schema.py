"""Type hints as JSON Schema."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal

PLAIN: Mapping[Any, dict[str, Any]] = types.MappingProxyType(
    {
        str: {"type": "string"},
        int: {"type": "integer"},
        float: {"type": "number"},
        bool: {"type": "boolean"},
        None: {"type": "null"},
        type(None): {"type": "null"},
        bytes: {"type": "string", "format": "byte"},
        list: {"type": "array", "items": {}},
        dict: {"type": "object", "additionalProperties": {}},
        tuple: {"type": "array"},
    }
)


def schema_of(hint: Any) -> dict[str, Any]:
    """Return the JSON Schema of a type hint; `{}`, which is anything, for one that JSON has no form for."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return schema_of(inner[0])
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (typing.Union, types.UnionType):
        return _either(inner)
    if origin is list:
        return {"type": "array", "items": schema_of(inner[0])}
    if origin in (set, frozenset):
        return {"type": "array", "uniqueItems": True, "items": schema_of(inner[0])}
    if origin is tuple:
        return _tuple(inner)
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(inner[1])} if inner[0] is str else {}
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return {"enum": [one.value for one in hint]}
    return dict(PLAIN[hint]) if isinstance(hint, (type, type(None))) and hint in PLAIN else {}


def _either(kinds: tuple[Any, ...]) -> dict[str, Any]:
    known = [kind for kind in kinds if kind is not type(None)]
    if len(known) == len(kinds):
        return {"anyOf": [schema_of(kind) for kind in kinds]}
    return {"oneOf": [{"type": "null"}, *(schema_of(kind) for kind in known)]}


def _tuple(kinds: tuple[Any, ...]) -> dict[str, Any]:
    if len(kinds) == 2 and kinds[1] is ...:
        return {"type": "array", "items": schema_of(kinds[0])}
    count = len(kinds)
    return {
        "type": "array", "prefixItems": [schema_of(kind) for kind in kinds], "minItems": count, "maxItems": count,
    }  # fmt: skip
