"""Whether a person can get at a part of the page, and if not, why."""

from __future__ import annotations

from portico.testing.page.kinds import BACKGROUND
from portico.testing.page.node import Node
from portico.testing.page.tabset import current

NAMES = {
    "checkboxgroup": "CheckboxGroup", "uploadbutton": "UploadButton", "downloadbutton": "DownloadButton",
    "tabitem": "Tab", "json": "JSON", "html": "HTML", "browserstate": "BrowserState",
}  # fmt: skip


def called(node: Node) -> str:
    """Return what a message calls a part of the page."""
    kind = NAMES.get(node.type, node.type.capitalize())
    label = node.label or node.props.get("elem_id") or ""
    return f"{kind} '{label}'" if label else f"{kind} without a label"


def hidden(node: Node) -> str | None:
    """Return why nobody sees it; None where it is in sight."""
    if node.type in BACKGROUND:
        return f"{called(node)} is never seen on the page"
    inner = node
    for one in (node, *node.above()):
        visible = one.props.get("visible")
        if visible in (False, "hidden"):
            whose = "" if one is node else f": {called(one)}, in which it stands,"
            return f"{called(node)}{whose} is not visible (visible={visible!r})"
        if one.type == "tabs" and inner.type == "tabitem" and current(one) is not inner:
            where, how = f"the tab '{inner.label}', which is not open", f"at.select({inner.label!r})"
            return f"{called(node)} stands in {where}: open it with {how}"
        if one.type == "accordion" and one is not node and one.props.get("open") is False:
            where, how = f"the accordion '{one.label}', which is closed", f"at.click({one.label!r})"
            return f"{called(node)} stands in {where}: open it with {how}"
        inner = one
    return None
