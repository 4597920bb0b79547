"""A small JSON Schema check, for what components declare. It knows the words that they use, and refuses any other."""

from __future__ import annotations

from typing import Any

NOTES = frozenset({"title", "description", "additional_description", "default", "$defs", "format"})
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}


def misfit(value: Any, schema: dict[str, Any], whole: dict[str, Any] | None = None) -> str | None:
    """Why a value does not fit a schema, or None where it does."""
    whole = schema if whole is None else whole
    for word, told in schema.items():
        if word in NOTES:
            continue
        why = RULES[word](value, told, whole)
        if why:
            return why
    return None


def _type(value: Any, told: Any, whole: dict[str, Any]) -> str | None:
    if not told:  # the public wire writes `"type": {}` for anything
        return None
    kinds = [told] if isinstance(told, str) else told
    of_kind = any(isinstance(value, TYPES[kind]) and (kind == "boolean" or value is not True) for kind in kinds)
    return None if of_kind else f"{value!r} is no {told}"


def _ref(value: Any, told: str, whole: dict[str, Any]) -> str | None:
    return misfit(value, whole["$defs"][told.removeprefix("#/$defs/")], whole)


def _any_of(value: Any, told: list[dict[str, Any]], whole: dict[str, Any]) -> str | None:
    found = [misfit(value, one, whole) for one in told]
    return None if None in found else f"{value!r} is none of these: {found}"


def _all_of(value: Any, told: list[dict[str, Any]], whole: dict[str, Any]) -> str | None:
    return next((why for one in told if (why := misfit(value, one, whole))), None)


def _properties(value: Any, told: dict[str, Any], whole: dict[str, Any]) -> str | None:
    if not isinstance(value, dict):
        return None
    return next((why for name, one in told.items() if name in value and (why := misfit(value[name], one, whole))), None)


def _required(value: Any, told: list[str], whole: dict[str, Any]) -> str | None:
    lost = [name for name in told if isinstance(value, dict) and name not in value]
    return f"{value!r} has no {lost[0]}" if lost else None


def _more(value: Any, told: Any, whole: dict[str, Any]) -> str | None:
    if told is False:
        return "additionalProperties: false is not known here"
    return (
        next((why for one in value.values() if (why := misfit(one, told, whole))), None) if told is not True else None
    )


def _items(value: Any, told: dict[str, Any], whole: dict[str, Any]) -> str | None:
    return next((why for one in value if (why := misfit(one, told, whole))), None) if isinstance(value, list) else None


def _prefix(value: Any, told: list[dict[str, Any]], whole: dict[str, Any]) -> str | None:
    pairs = zip(value, told, strict=False)
    return next((why for one, item in pairs if (why := misfit(one, item, whole))), None)


RULES: dict[str, Any] = {
    "type": _type,
    "$ref": _ref,
    "anyOf": _any_of,
    "oneOf": _any_of,
    "allOf": _all_of,
    "properties": _properties,
    "required": _required,
    "additionalProperties": _more,
    "items": _items,
    "prefixItems": _prefix,
    "enum": lambda value, told, _: None if value in told else f"{value!r} is not among {told}",
    "const": lambda value, told, _: None if value == told else f"{value!r} is not {told!r}",
    "minimum": lambda value, told, _: f"{value!r} is less than {told}" if value < told else None,
    "maximum": lambda value, told, _: f"{value!r} is more than {told}" if value > told else None,
    "maxItems": lambda value, told, _: f"{value!r} has more than {told} items" if len(value) > told else None,
    "minItems": lambda value, told, _: f"{value!r} has fewer than {told} items" if len(value) < told else None,
}
