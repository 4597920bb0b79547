"""A class, with how sure the model is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from portico.errors import BuildError, FileRefused, InvalidPayload, ResultError
from portico.graph.block import Visible
from portico.graph.component import Component
from portico.graph.event import Event
from portico.graph.files import read_file
from portico.media.array import finite, to_json
from portico.wire import codec
from portico.wire.codec import JSON


class Label(Component):
    """The class that a model chose, and how sure it is of this and of the next ones.

    A function returns a dictionary of class → confidence, or one class as text or number. As an input it receives the
    same.

    Args:
        value: What is shown at first: the dictionary, the class, or the path of a .json file that holds the dictionary;
            a function is called at each page load.
        num_top_classes: How many classes are shown, the surest first; default: all.
        label: Its name.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives; it is called again when one of them changes.
        show_label: Whether the label is shown.
        container: Whether it has a frame and padding.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        color: The background of the chosen class: a CSS colour.
        show_heading: Whether the chosen class stands above the bars.
        buttons: Buttons of one's own, in its corner.
    """

    reads_files = True
    change = Event()
    select = Event()

    def __init__(
        self,
        value: dict[str, float] | str | float | Callable[..., Any] | None = None,
        *,
        num_top_classes: int | None = None,
        label: str | None = None,
        every: Any = None,
        inputs: Any = None,
        show_label: bool | None = None,
        container: bool = True,
        scale: int | None = None,
        min_width: int = 160,
        visible: Visible = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        color: str | None = None,
        show_heading: bool = True,
        buttons: list[Any] | None = None,
    ) -> None:
        if num_top_classes is not None and (not isinstance(num_top_classes, int) or num_top_classes < 0):
            raise BuildError(
                f"Label(num_top_classes=…) is how many classes to show, not {num_top_classes!r}.", code="PE105"
            )
        self.num_top_classes = num_top_classes
        self.color = color
        self.show_heading = show_heading
        self.buttons = buttons or []
        super().__init__(
            value, label=label, every=every, inputs=inputs, show_label=show_label, container=container, scale=scale,
            min_width=min_width, visible=visible, elem_id=elem_id, elem_classes=elem_classes, render=render, key=key,
            preserved_by_key=preserved_by_key,
        )  # fmt: skip

    def empty_value(self) -> JSON:
        """Return what the page receives where there is no class."""
        return {}

    def preprocess(self, payload: JSON) -> dict[Any, Any] | str | int | float | None:
        """Return the confidences of the classes, or the one class."""
        if payload is None:
            return None
        if not isinstance(payload, dict):
            raise InvalidPayload(f'Expected an object such as {{"label": "cat"}}, got {type(payload).__name__}.')
        confidences: Any = payload.get("confidences")
        if not confidences:
            return payload.get("label")
        try:
            return {one["label"]: one.get("confidence") for one in confidences}
        except (TypeError, KeyError, AttributeError):
            raise InvalidPayload(
                'Expected "confidences" to be a list of objects such as {"label": "cat", "confidence": 0.7}.'
            ) from None

    def postprocess(self, value: Any) -> JSON:
        """Return the class and its confidences, best first."""
        if value is None or value == {}:
            return {}
        if isinstance(value, Path) or (isinstance(value, str) and value.endswith(".json")):
            value = _read(value)
        if isinstance(value, Mapping):
            return self._ranked(value)
        plain = to_json(value)
        if isinstance(plain, str | int | float):
            return {"label": str(plain), "confidences": None}
        raise ResultError(
            f"Label shows a dictionary of class → confidence, or one class as text or number; got {_shown(value)}.",
            code="PE303",
        )

    def _ranked(self, value: Mapping[Any, Any]) -> JSON:
        found = [(_name(name), _confidence(name, confidence)) for name, confidence in value.items()]
        found.sort(key=lambda one: float("-inf") if one[1] is None else one[1], reverse=True)
        confidences: list[JSON] = [
            {"label": name, "confidence": confidence} for name, confidence in found[: self.num_top_classes]
        ]
        return {"label": found[0][0] if found else None, "confidences": confidences}

    def process_example(self, value: Any) -> JSON:
        """Return how a value is shown in a table of examples."""
        return self.postprocess(value)

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""

        def optional(*kinds: JSON, title: str) -> JSON:
            return {"anyOf": [*kinds, {"type": "null"}], "default": None, "title": title}

        name = optional({"type": "string"}, {"type": "integer"}, {"type": "number"}, title="Label")
        confidence = optional({"type": "number"}, title="Confidence")
        entry = {"properties": {"label": name, "confidence": confidence}, "title": "LabelConfidence", "type": "object"}
        listed = {"items": {"$ref": "#/$defs/LabelConfidence"}, "type": "array"}
        return {
            "$defs": {"LabelConfidence": entry},
            "properties": {"label": name, "confidences": optional(listed, title="Confidences")},
            "title": "LabelData",
            "type": "object",
            "additional_description": None,
        }

    def example_payload(self) -> JSON:
        """Return a payload for the API page."""
        confidences = [{"label": "cat", "confidence": 0.9}, {"label": "dog", "confidence": 0.1}]
        return {"label": "Cat", "confidences": confidences}

    def example_value(self) -> dict[str, float]:
        """Return a value for documentation."""
        return {"cat": 0.9, "dog": 0.1}


def _read(value: str | Path) -> Any:
    """Return what a .json file holds; text that names no file the app may show stays a class's name."""
    name = Path(value).name
    try:
        return codec.decode(read_file(value))
    except (FileRefused, OSError) as error:
        if isinstance(value, str):
            return value
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise ResultError(f"Label cannot read the file '{name}': {why}", code="PE306") from None
    except ValueError as error:
        raise ResultError(
            f"Label expects '{name}' to hold a dictionary of class → confidence: {error}.", code="PE306"
        ) from None


def _name(name: Any) -> str | int | float:
    plain = to_json(name)
    return plain if isinstance(plain, str | int | float) and not isinstance(plain, bool) else str(name)


def _confidence(name: Any, value: Any) -> float | None:
    if value is None:
        return None
    try:
        return finite(float(value))
    except (TypeError, ValueError):
        raise ResultError(
            f"Label expects a number as the confidence of {name!r}, got {_shown(value)}.", code="PE303"
        ) from None


def _shown(value: Any) -> str:
    text = repr(value)
    return f"{type(value).__name__} {text}" if len(text) <= 60 else type(value).__name__
