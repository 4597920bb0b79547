"""What a function that only clients call takes or gives; `gr.api` makes it from type hints."""

from __future__ import annotations

from typing import Any

from portico.graph.component import Component
from portico.wire.codec import JSON


class Api(Component):
    """A value without an element: a parameter of such a function, or one of its results.

    Args:
        value: The parameter's default.
        schema: The JSON Schema of the value.
        label: What the API description calls it.
    """

    placed = False

    def __init__(self, value: JSON, schema: dict[str, Any], label: str) -> None:
        self.schema = schema
        super().__init__(value, label=label)

    def postprocess(self, value: Any) -> JSON:
        """Return the value as JSON: tuples and sets as lists, arrays, dates and the like as far as JSON knows them."""
        from portico.media.array import to_json

        return to_json(value)

    def props(self) -> dict[str, Any]:
        """Return the properties as they go to the page."""
        found: dict[str, Any] = {"_api_info": self.schema, "label": self.label, "name": "api"}
        return found if self.value is None else {"value": self.value, **found}

    def api_info(self) -> JSON:
        """Return the JSON Schema of the value."""
        return self.schema

    def example_value(self) -> Any:
        """Return a value for documentation."""
        return "..." if self.value is None else self.value
