"""Everything that a page shows, as JSON that is the same for the same page: to compare with what a test has kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from portico.testing.page.page import Page
from portico.testing.page.reach import hidden

NOT_SHOWN = frozenset({
    "name", "preserved_by_key", "_selectable", "elem_classes", "min_width", "container", "show_label", "autofocus",
    "autoscroll", "component_ids", "component_props",
})  # fmt: skip
"""Properties that say nothing of what is on the page, or are always the same."""
EMPTY: tuple[Any, ...] = (None, [], {}, "")
RANDOM = [
    (re.compile(r"/gradio_api/file=[^\s\"')\]]+"), "/gradio_api/file=<file>"),
    (re.compile(r"Reference [0-9A-F]{6}\b"), "Reference <reference>"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE), "<uuid>"),
    (re.compile(r"\b[0-9a-f]{16,}\b", re.IGNORECASE), "<id>"),
]
"""What differs from run to run, and what stands for it."""


def snapshot(page: Page, secret: Mapping[str, str]) -> dict[str, Any]:
    """Return what a page shows.

    Args:
        page: The page.
        secret: Texts that differ from run to run, with what stands for each.
    """
    scrub = _Scrub(secret)
    shown = [node for node in page.seen if hidden(node) is None]
    elements = [
        {
            "kind": node.type,
            **{
                name: scrub.of(value)
                for name, value in sorted(node.props.items())
                if name not in NOT_SHOWN and (name == "value" or value not in EMPTY)
            },
        }
        for node in shown
    ]
    toasts = [{"level": one.level, "title": one.title, "text": scrub.of(one.text)} for one in page.toasts.all()]
    return {"elements": elements, "toasts": toasts}


class _Scrub:
    def __init__(self, secret: Mapping[str, str]) -> None:
        self._secret = {text: stands for text, stands in secret.items() if text}

    def of(self, value: Any) -> Any:
        """Return a value without what differs from run to run."""
        if isinstance(value, str):
            for text, stands in self._secret.items():
                value = value.replace(text, stands)
            for form, stands in RANDOM:
                value = form.sub(stands, value)
            return value
        if isinstance(value, list):
            return [self.of(one) for one in cast("list[Any]", value)]
        if isinstance(value, dict):
            given = cast("dict[str, Any]", value)
            file = isinstance(given.get("meta"), dict) and "path" in given
            return {str(name): "<file>" if file and one and name in ("path", "url") else self.of(one)
                    for name, one in given.items()}  # fmt: skip
        return value
