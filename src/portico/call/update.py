"""Answers that are not values: change some properties, or nothing at all."""

from __future__ import annotations

from typing import Any

UPDATE = {"__type__": "update"}


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
    answer: dict[str, Any] = {**UPDATE, **kwargs}
    if elem_id is not None:
        answer["elem_id"] = elem_id
    if elem_classes is not None:
        answer["elem_classes"] = elem_classes
    if visible is not None:
        answer["visible"] = visible
    return answer


def skip() -> dict[str, Any]:
    """Answer with "leave it as it is", for one output or for all of them."""
    return dict(UPDATE)


def is_update(value: object) -> bool:
    """Whether a result changes properties instead of being a value."""
    return isinstance(value, dict) and value.get("__type__") == "update"
