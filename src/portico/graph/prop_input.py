"""Inputs that arrive as a whole component: a parameter that is annotated with a component's class receives its
properties besides its value, as the visitor's page has them.

The page sends an object of properties then. Clients do not know of it and send the value alone, to which the
properties that the server knows are added.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from portico.graph.component import Component
from portico.wire.codec import JSON


def wants_props(hint: Any) -> bool:
    """Whether a parameter's annotation asks for a component and not for its value."""
    return isinstance(hint, type) and issubclass(hint, Component)


def parted(payload: JSON) -> tuple[JSON, dict[str, Any]]:
    """Return the value that came, and the properties that came with it."""
    if isinstance(payload, dict) and "value" in payload:
        return payload["value"], payload
    return payload, {}


def whole(component: Component, sent: dict[str, Any], value: Any) -> SimpleNamespace:
    """Return what the function receives: the properties by name, `value` among them as any function receives it.

    What came under a name that is no property of the component is left out.
    """
    known = component.props()
    return SimpleNamespace(**{**known, **{name: sent[name] for name in known.keys() & sent.keys()}, "value": value})
