"""An app as a whole: its pages, what stands on them, what it listens to, and what clients may call."""

from __future__ import annotations

from typing import Any

from portico.app.blocks import Blocks
from portico.app.exposure import facts
from portico.app.settings import Settings
from portico.components.button import Button
from portico.graph.block import Block
from portico.graph.component import Component
from portico.graph.listener import Listener
from portico.lang.signature import name_of


def overview(app: Blocks, settings: Settings) -> dict[str, Any]:
    """Return an app as plain data: its pages, components, listeners, endpoints, and what it exposes.

    Args:
        app: A finished app.
        settings: What its launch was told.
    """
    limits = app.concurrency(app.queueing.default_limit)
    return {
        "pages": {"/": app.title},
        "components": [_component(block) for block in app.blocks.values() if isinstance(block, Component)],
        "listeners": [_listener(one, limits) for one in app.listeners.values()],
        "api": {name: _endpoint(one) for name, one in app.get_api_info()["named_endpoints"].items()},
        "exposed": facts(settings, app.queueing),
    }


def _component(block: Component) -> dict[str, Any]:
    return {"number": block.number, "kind": type(block).__name__, "label": block.label, "elem_id": block.elem_id}


def _listener(listener: Listener, limits: dict[str, int | None]) -> dict[str, Any]:
    queued = listener.queue and listener.fn is not None
    return {
        "number": listener.id,
        "triggers": [f"{_name(block)}.{event}" if block else event for block, event in listener.asked.triggers],
        "function": "in the page" if listener.fn is None else name_of(listener.fn),
        "inputs": [_name(block) for block in listener.inputs],
        "outputs": [_name(block) for block in listener.outputs],
        "runs in": "page" if listener.fn is None else listener.executor,
        "queue group": listener.group if queued else None,
        "at once": limits.get(listener.group) if queued else None,
        "api": f"/{listener.api_name}" if listener.fn is not None and listener.api_visibility != "private" else None,
        "visibility": listener.api_visibility,
    }


def _name(block: Block) -> str:
    if isinstance(block, Blocks):
        return "page"
    label = getattr(block, "label", None)
    if isinstance(block, Button) and isinstance(block.value, str):
        label = block.value  # what is written on it
    return f"{type(block).__name__} {label!r}" if label else f"{type(block).__name__} {block.number}"


def _endpoint(endpoint: dict[str, Any]) -> dict[str, Any]:
    return {
        "takes": [_parameter(one) for one in endpoint["parameters"]],
        "gives": [one["python_type"]["type"] for one in endpoint["returns"]],
        "description": endpoint["description"],
    }


def _parameter(one: dict[str, Any]) -> str:
    typed = f"{one['parameter_name']}: {one['python_type']['type']}"
    return f"{typed} = {one['parameter_default']!r}" if one["parameter_has_default"] else typed
