"""A button that empties other components."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, Self

from portico.components.button import Button
from portico.errors import BuildError
from portico.graph.block import Visible
from portico.graph.component import Component

Components = Component | Sequence[Component] | None
Visibility = Literal["public", "private", "undocumented"]


class ClearButton(Button):
    """A button that empties components, in the browser and at once. A State among them goes back to its first value.

    Args:
        components: What it empties: one component, a list, or None; `add` takes more.
        value: Its text.
        every: A Timer, or seconds, that calls the value's function again and again.
        inputs: What the value's function receives.
        variant: "primary", "secondary" or "stop".
        size: "sm", "md" or "lg".
        icon: An image file or address shown before the text.
        link: An address to open as well.
        link_target: Where the link opens.
        visible: True, False (not in the page) or "hidden" (in the page, not shown).
        interactive: Whether it can be pressed.
        elem_id: The element's id.
        elem_classes: The element's classes.
        render: Whether to place it where it is created.
        key: What it is recognised by when a dynamic part is built again.
        preserved_by_key: Properties that survive such a rebuild.
        scale: Its share of a row's width.
        min_width: Pixels below which it wraps to a new line.
        api_name: The name of what it does on the server, where there is a State.
        api_visibility: Who may call that: "public", "undocumented" (callable, not listed) or "private".
    """

    view = "button"

    def __init__(
        self,
        components: Components = None,
        *,
        value: str = "Clear",
        every: Any = None,
        inputs: Any = None,
        variant: Literal["primary", "secondary", "stop"] = "secondary",
        size: Literal["sm", "md", "lg"] = "lg",
        icon: str | Path | None = None,
        link: str | None = None,
        link_target: Literal["_self", "_blank", "_parent", "_top"] = "_self",
        visible: Visible = True,
        interactive: bool = True,
        elem_id: str | None = None,
        elem_classes: list[str] | str | None = None,
        render: bool = True,
        key: int | str | tuple[int | str, ...] | None = None,
        preserved_by_key: list[str] | str | None = "value",
        scale: int | None = None,
        min_width: int | None = None,
        api_name: str | None = None,
        api_visibility: Visibility = "undocumented",
    ) -> None:
        self.api_name = api_name
        self.api_visibility: Visibility = api_visibility
        self._name = api_name
        self._waiting: list[list[Component]] = []
        super().__init__(
            value, every=every, inputs=inputs, variant=variant, size=size, icon=icon, link=link,
            link_target=link_target, visible=visible, interactive=interactive, elem_id=elem_id,
            elem_classes=elem_classes, render=render, key=key, preserved_by_key=preserved_by_key, scale=scale,
            min_width=min_width,
        )  # fmt: skip
        self.add(components)

    @classmethod
    def class_name(cls) -> str:
        """Return the class that a client may create in its place."""
        return "button"

    def add(self, components: Components) -> Self:
        """Empty more components; may be called again and again.

        Args:
            components: One component, a list, or None.
        """
        chosen = [components] if isinstance(components, Component) else list(components or ())
        for one in chosen:
            if not isinstance(one, Component):
                raise BuildError(
                    f"ClearButton empties components, but {one!r} is a {type(one).__name__}.", code="PE203"
                )
        if chosen:
            self._waiting.append(chosen)
        self._listen()
        return self

    def render(self) -> Self:
        """Place the button, and listen for what it was told to empty before."""
        super().render()
        self._listen()
        return self

    def _listen(self) -> None:
        while self.graph is not None and self._waiting:
            chosen = self._waiting.pop(0)
            name, self._name = self._name, None
            empty = [None if one.stored else one.postprocess(None) for one in chosen]
            js = f"() => {json.dumps(empty)}"
            self.click(None, None, chosen, js=js, queue=False, api_name=name, api_visibility="private")
            states = [one for one in chosen if one.stored]
            if states:
                name = name and f"{name}_1"
                self.click(_first_values(states), None, states, api_name=name, api_visibility=self.api_visibility)


def _first_values(states: list[Any]) -> Callable[[], Any]:
    # Anonymous, since a function's name is its endpoint's.
    return lambda: copy.deepcopy([state.default for state in states] if states[1:] else states[0].default)
