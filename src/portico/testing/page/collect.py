"""What a component sends: for most kinds what it holds, for some what of it the page shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portico.testing.page.node import Node, same


def collected(node: Node) -> Any:
    """Return the value that a listener receives of a component."""
    return shown(node) if node.mounted else node.value


def shown(node: Node) -> Any:
    """Return what the page shows of what a component holds."""
    collect = COLLECT.get(node.type)
    return node.value if collect is None else collect(node)


def place(value: Any, choices: list[Any]) -> int:
    """Return where a value stands among the choices, or -1."""
    return next((at for at, (_, one) in enumerate(choices) if same(one, value)), -1)


def chosen(node: Node) -> list[Any]:
    """Return what is chosen, as far as the page shows it: what is no choice is not shown, and not sent."""
    value, choices = node.value, node.props.get("choices") or []
    several = node.type == "checkboxgroup" or bool(node.props.get("multiselect"))
    values = value if isinstance(value, list) and several else [] if value is None else [value]
    own = node.type == "dropdown" and node.props.get("allow_custom_value")
    return list(values) if own else [one for one in values if place(one, choices) >= 0]


def ends(node: Node) -> tuple[float, float]:
    """Return between which numbers a slider lies."""
    least, most = node.props.get("minimum"), node.props.get("maximum")
    return (0 if least is None else least), (100 if most is None else most)


def inside(node: Node) -> float:
    """Return a slider's number, brought between its ends."""
    least, most = ends(node)
    return min(most, max(least, least if node.value is None else node.value))


def _dropdown(node: Node) -> Any:
    found = chosen(node)
    return found if node.props.get("multiselect") else next(iter(found), None)


COLLECT: dict[str, Callable[[Node], Any]] = {
    "checkboxgroup": chosen,
    "dropdown": _dropdown,
    "slider": inside,
    "textbox": lambda node: node.value or "",
}
