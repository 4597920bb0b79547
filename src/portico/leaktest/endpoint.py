"""A page as its config describes it: the parts that hold values, and the endpoints that visitors can use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Described = Mapping[str, Any]
TRANSLATED = "__i18n__"
"""What begins a label that the page translates."""


@dataclass(frozen=True, slots=True)
class Part:
    """A component.

    Args:
        number: Its id.
        kind: Its type on the wire.
        props: Its properties.
        schema: The JSON Schema of its value as an input; empty where the API does not show it.
    """

    number: int
    kind: str
    props: dict[str, Any]
    schema: dict[str, Any]

    @property
    def label(self) -> str:
        """What a person would call it."""
        label = self.props.get("label")
        return label if isinstance(label, str) and label and not label.startswith(TRANSLATED) else self.kind


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A listener that has a function on the server.

    Args:
        number: Its id, the `fn_index` of requests.
        name: What reports call it.
        api_name: Its name in the API; empty for one that is not called by name.
        inputs: The components it takes, in order.
        outputs: The components it fills, in order.
        events: What starts it.
        trigger: The component whose event that is first, if any.
        wants_event: Whether its function takes what the event carries.
        whole: Inputs, by position, that are sent with all their properties.
        live: Whether it takes its input piece by piece.
        after: The endpoint that it follows, if any.
    """

    number: int
    name: str
    api_name: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    events: tuple[str, ...]
    trigger: int | None
    wants_event: bool
    whole: frozenset[int]
    live: bool
    after: int | None


@dataclass(slots=True)
class Page:
    """What one visitor's page has: the app's own parts and endpoints, and those that were rendered for the visitor."""

    parts: dict[int, Part] = field(default_factory=dict[int, Part])
    endpoints: list[Endpoint] = field(default_factory=list[Endpoint])
    rendered: dict[Any, list[Endpoint]] = field(default_factory=dict[Any, list[Endpoint]])
    """What each `render` built, by its number."""
    examples: dict[int, list[Any]] = field(default_factory=dict[int, list[Any]])
    """What the app's examples say for a component, by its id."""
    known: dict[int, Any] = field(default_factory=dict[int, Any])
    """The values that the page shows by now, where the app has changed them."""

    @classmethod
    def of(cls, config: Described) -> Page:
        """Read a config."""
        page = cls()
        page.add_parts(config)
        page.endpoints = page.read_endpoints(config)
        return page

    def add_parts(self, config: Described) -> None:
        """Read the components of a config, or of a part of a page that was rendered."""
        for one in config.get("components", []):
            schema = one.get("api_info_as_input") or one.get("api_info") or {}
            part = Part(one["id"], str(one["type"]), one.get("props", {}), schema)
            self.parts[part.number] = part
            if part.kind == "dataset":
                self._learn(part.props.get("component_ids") or [], part.props.get("samples") or [])

    def _learn(self, numbers: list[int], rows: list[list[Any]]) -> None:
        for row in rows:
            for number, value in zip(numbers, row, strict=False):
                self.examples.setdefault(number, []).append(value)

    def read_endpoints(self, config: Described) -> list[Endpoint]:
        """Return the listeners with a function on the server."""
        return [self._endpoint(one) for one in config.get("dependencies", []) if one.get("backend_fn")]

    def render(self, config: Described) -> None:
        """Take over what was rendered; it replaces what the same render built before."""
        self.add_parts(config)
        self.rendered[config.get("render_id")] = self.read_endpoints(config)

    def show(self, endpoint: Endpoint, data: list[Any]) -> None:
        """Take over what an endpoint answered."""
        for number, value in zip(endpoint.outputs, data, strict=False):
            part = self.parts.get(number)
            if part is None or value is None:
                continue
            if isinstance(value, dict) and value.get("__type__") == "update":
                update: dict[str, Any] = value
                part.props.update({key: new for key, new in update.items() if key not in ("__type__", "value")})
                value = update.get("value")
            if value is not None:
                self.known[number] = value

    def on_load(self) -> list[Endpoint]:
        """Return what the page starts when it opens."""
        return [one for one in self.endpoints if "load" in one.events]

    def usable(self) -> list[Endpoint]:
        """Return the app's endpoints that a visitor starts; leaving the page is what ends it."""
        return [one for one in self.endpoints if one.events != ("unload",)]

    def _endpoint(self, one: Described) -> Endpoint:
        targets: list[Any] = one.get("targets") or []
        api_name = one.get("api_name") if one.get("api_visibility", "public") != "private" else ""
        return Endpoint(
            one["id"],
            f"/{api_name}" if api_name else self._by_target(one, targets),
            api_name or "",
            tuple(one.get("inputs") or ()),
            tuple(one.get("outputs") or ()),
            tuple(event for _, event in targets),
            targets[0][0] if targets else None,
            bool(one.get("collects_event_data")),
            frozenset(one.get("component_prop_inputs") or ()),
            one.get("connection") == "stream",
            one.get("trigger_after"),
        )

    def _by_target(self, one: Described, targets: list[Any]) -> str:
        """Return a name for what has none in the API: what starts it, and its number."""
        target, event = targets[0] if targets else (-1, "")
        part, follows = self.parts.get(target), one.get("trigger_after")
        if part is not None:
            said = part.props.get("value") if part.kind == "button" else None
            what = f"{said if isinstance(said, str) else part.label}.{event}"
        else:
            what = f"{event} of function {follows}" if follows is not None else f"page {event}".strip()
        return f"{what} (function {one['id']})"
