"""Hands for what is pressed: buttons, tabs, headings that open and close, examples, names of classes."""

from __future__ import annotations

from typing import Any

from portico.testing.hands.hand import Hand
from portico.testing.page import tabset
from portico.testing.page.reach import hidden
from portico.testing.refusal import NotPossible

CLICKS = "element.addEventListener('click', function() { trigger('click') });"
"""The script of an HTML component that has no other: a click is a click."""


class ButtonHand(Hand):
    """Presses a button."""

    main = "click"

    def open(self) -> bool:
        return self.node.props.get("interactive") is not False

    def click(self) -> None:
        """Press it."""
        self.reach("press")
        self.focus()
        self.node.emit("click")


class TabHand(Hand):
    """Opens a tab."""

    main = "click"

    def click(self) -> None:
        """Open it."""
        tabs, label = self.node.parent, self.node.label
        why = hidden(tabs) if tabs is not None else f"the tab '{label}' is not on the page"
        if why is None and self.node.props.get("visible") in (False, "hidden"):
            why = f"the tab '{label}' is not visible"
        if why is None and self.node.props.get("interactive") is False:
            why = f"the tab '{label}' is disabled (interactive=False)"
        if why is not None:
            raise NotPossible(f"Nobody can open it: {why}.")
        self.leave()
        tabset.choose(self.node)

    def select(self) -> None:
        """Open it."""
        self.click()


class TabsHand(Hand):
    """Opens one of several tabs."""

    main = "select"

    def select(self, label: str) -> None:
        """Open the tab of that label."""
        for item in tabset.panels(self.node):
            if label in (item.label, tabset.name(item)):
                TabHand(item, self.page).click()
                return
        there = ", ".join(repr(item.label) for item in tabset.shown(self.node))
        raise NotPossible(f"There is no tab {label!r} here; there are {there}.")


class AccordionHand(Hand):
    """Opens and closes a part of the page by its heading."""

    main = "click"

    def open(self) -> bool:
        return True

    def click(self) -> None:
        """Open it, or close it."""
        self.reach("open")
        opens = self.node.props.get("open") is False
        self.node.set("open", opens)
        self.node.emit("expand" if opens else "collapse")


class SamplesHand(Hand):
    """Chooses an example."""

    main = "choose"

    def open(self) -> bool:
        return True

    def choose(self, index: Any) -> None:
        """Take an example, by its place from 0, its label, or what it holds."""
        self.reach("choose in")
        samples: list[Any] = self.node.props.get("samples") or []
        labels: list[Any] = self.node.props.get("sample_labels") or []
        at = index
        if isinstance(index, bool) or not isinstance(index, int):
            same = [number for number, row in enumerate(samples) if index in (row, row[0] if row else None)]
            at = labels.index(index) if index in labels else same[0] if same else -1
        if not 0 <= at < len(samples):
            raise self.no(f"choose {index!r} in", f"it has {len(samples)} examples, counted from 0")
        data = {"index": at, "value": samples[at]}
        self.node.set("value", at)
        self.node.emit("click", data)
        self.node.emit("select", data)

    click = choose


class HtmlHand(Hand):
    """Clicks on HTML."""

    main = "click"

    def open(self) -> bool:
        return True

    def click(self) -> None:
        """Click somewhere on it."""
        self.reach("click")
        source = (self.node.props.get("js_on_load") or "").strip()
        if source and source != CLICKS:
            raise self.no("click here", "its JavaScript decides what a click is, and AppTest cannot run it")
        if source:
            self.node.emit("click")


class LabelHand(Hand):
    """Chooses one of the classes that a label shows."""

    main = "select"

    def open(self) -> bool:
        return True

    def select(self, index: int) -> None:
        """Choose a class, by its place from 0."""
        self.reach("select in")
        classes: list[Any] = (self.node.value or {}).get("confidences") or []
        if not self.page.triggers.listens(self.node.id, "select") or not 0 <= index < len(classes):
            raise self.no("select there in", f"it shows {len(classes)} classes, and nothing may listen to it")
        self.node.emit("select", {"index": index, "value": classes[index]["label"]})
