"""Tabs: which one is open, and what happens when another is opened, by a person or by the program."""

from __future__ import annotations

from typing import Any

from portico.testing.page.node import Node


def name(item: Node) -> Any:
    """Return what a program calls a panel by."""
    given = item.props.get("id")
    return item.id if given is None else given


def shown(tabs: Node) -> list[Node]:
    """Return the panels whose tabs can be seen."""
    return [item for item in panels(tabs) if item.props.get("visible") not in (False, "hidden")]


def panels(tabs: Node) -> list[Node]:
    """Return all panels."""
    return [item for item in tabs.children if item.type == "tabitem"]


def current(tabs: Node) -> Node | None:
    """Return the panel that is open: the selected one, or else the first that can be opened."""
    selected, items = tabs.props.get("selected"), shown(tabs)
    if selected is not None:
        for item in items:
            if name(item) == selected:
                return item
    return next((item for item in items if item.props.get("interactive") is not False), items[0] if items else None)


def choose(item: Node) -> None:
    """Open a panel because the person asked for it."""
    tabs = item.parent
    assert tabs is not None, "a panel stands among tabs"
    already = current(tabs) is item
    tabs.props["selected"] = name(item)
    tabs.opened = item.id
    label = item.props.get("label") or ""
    data = {"index": panels(tabs).index(item), "value": label, "id": name(item), "component_id": item.id}
    data["selected"] = True
    item.emit("select", data)
    tabs.emit("select", data)
    if not already:
        tabs.emit("change", data)


def program_chose(tabs: Node) -> None:
    """A panel chosen by the program is a change like one chosen by hand."""
    item = current(tabs)
    if item is not None and name(item) == tabs.props.get("selected") and tabs.opened != item.id:
        tabs.emit("change")
    remember(tabs)


def remember(tabs: Node) -> None:
    """Remember which panel is open."""
    item = current(tabs)
    tabs.opened = None if item is None else item.id
