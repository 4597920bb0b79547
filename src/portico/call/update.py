"""Answers that are not values: change some properties, or nothing at all."""

from __future__ import annotations

from typing import Any, TypeGuard

UPDATE = {"__type__": "update"}


class Update(dict[str, Any]):
    """What `update` and `skip` give. A dictionary that merely looks like one is a value: a visitor may have sent it."""


def update(
    elem_id: str | None = None,
    elem_classes: list[str] | str | None = None,
    visible: bool | None = None,
    **kwargs: Any,
) -> dict[str, Any]:
    """Answer with new properties of an output instead of a value.

    Args:
        elem_id: The element's new id.
        elem_classes: The element's new classes.
        visible: Whether it is shown.
        kwargs: Any other parameter of the component's constructor; `value` sets the value too.
    """
    answer = Update(UPDATE, **kwargs)
    if elem_id is not None:
        answer["elem_id"] = elem_id
    if elem_classes is not None:
        answer["elem_classes"] = elem_classes
    if visible is not None:
        answer["visible"] = visible
    return answer


def skip() -> dict[str, Any]:
    """Answer with "leave it as it is", for one output or for all of them."""
    return Update(UPDATE)


def is_update(value: object) -> TypeGuard[Update]:
    """Whether a result changes properties instead of being a value."""
    return isinstance(value, Update)


def as_value(payload: Any) -> Any:
    """Return a payload so that the page takes it as a value, also where it looks like an update."""
    if isinstance(payload, dict) and "__type__" in payload and payload["__type__"] == "update":
        return {**UPDATE, "value": payload}
    return payload


def as_result(payload: Any) -> Any:
    """Return what a function would have given for a payload; turns round what `as_value` and updates became."""
    return Update(payload) if isinstance(payload, dict) and payload.get("__type__") == "update" else payload
