"""What tests read of a page's config."""

from __future__ import annotations

from typing import Any


class Described:
    """A page's config, easier to ask.

    Args:
        demo: The app.
    """

    def __init__(self, demo: Any) -> None:
        self.config = demo.get_config_file()
        self.blocks = {block["id"]: block for block in self.config["components"]}

    def tree(self) -> Any:
        """The types of the blocks as they are nested, leaves as texts, layouts as (type, children)."""
        return [self._branch(child) for child in self.config["layout"]["children"]]

    def _branch(self, node: Any) -> Any:
        kind = self.blocks[node["id"]]["type"]
        return (kind, [self._branch(child) for child in node["children"]]) if "children" in node else kind

    def props(self, kind: str) -> list[dict[str, Any]]:
        """The properties of every block of a type, in the order of their making."""
        return [block["props"] for block in self.config["components"] if block["type"] == kind]

    def texts(self) -> list[str]:
        """The texts of all buttons that are shown."""
        return [one["value"] for one in self.props("button") if one["visible"]]

    def labels(self, kind: str) -> list[str | None]:
        """The labels of all components of a type."""
        return [one.get("label") for one in self.props(kind)]

    def listener(self, name: str) -> dict[str, Any]:
        """The listener of an api_name."""
        return next(one for one in self.config["dependencies"] if one["api_name"] == name)

    def names(self) -> list[str]:
        """The api_names of all listeners that run a function, in order."""
        return [one["api_name"] for one in self.config["dependencies"] if one["backend_fn"]]

    def targets(self, name: str) -> list[tuple[str, str]]:
        """What starts a listener, as (the block's label or text, the event)."""
        return [(self.called(block), event) for block, event in self.listener(name)["targets"]]

    def called(self, number: int | None) -> str:
        """What a block is called: its label, its text, or its type."""
        props = self.blocks[number]["props"] if number in self.blocks else {}
        kind = self.blocks[number]["type"] if number in self.blocks else "page"
        return props.get("label") or (props.get("value") if kind == "button" else kind)
