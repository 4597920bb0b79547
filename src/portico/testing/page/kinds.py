"""What the page knows of each kind of component: what it holds and is called where the program says nothing."""

from __future__ import annotations

from typing import Any

LABELS = {
    "checkbox": "Checkbox",
    "checkboxgroup": "Checkbox Group",
    "dropdown": "Dropdown",
    "number": "Number",
    "radio": "Radio",
    "slider": "Slider",
    "textbox": "Textbox",
}
"""What a component is called without a label."""
BLANK: dict[str, Any] = {"chatbot": [], "number": 0, "textbox": ""}
"""What a component holds without a value."""
BACKGROUND = frozenset({"api", "browserstate", "state", "timer"})
"""Kinds that are never seen."""
LAYOUTS = frozenset({"accordion", "column", "form", "group", "row", "tabitem", "tabs"})
"""Kinds that hold others and no value."""
