"""What makes an Interface run its function: a button, Enter in a field, or every change of an input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portico.call.update import update
from portico.components.button import Button
from portico.graph.component import Component
from portico.graph.event import Dependency, Trigger, on
from portico.graph.graph import Graph


@dataclass(slots=True)
class Submission:
    """What runs, and with what.

    Args:
        fn: The function.
        inputs: Whose values it receives.
        outputs: Where its results go.
        options: Options of its listener, such as `api_name`.
    """

    fn: Callable[..., Any]
    inputs: list[Component]
    outputs: list[Component]
    options: dict[str, Any]

    def on_change(self, graph: Graph, button: Button | None, stream_every: float, time_limit: int | None) -> Dependency:
        """Run it whenever an input changes; without inputs, when the page opens and at a press of the button."""
        if button is not None:
            unnamed: dict[str, Any] = {**self.options, "api_name": None}
            opened = graph.load(self.fn, self.inputs, self.outputs, **self.options)
            button.click(self.fn, self.inputs, self.outputs, **unnamed)
            return opened
        triggers = [trigger for trigger in map(_live, self.inputs) if trigger is not None]
        streams = any(trigger.name == "stream" for trigger in triggers)
        listening = on(
            triggers, self.fn, self.inputs, self.outputs, stream_every=stream_every,
            time_limit=time_limit if streams else None, **self.options,
        )  # fmt: skip
        # It limits streams alone, but is told of every live page.
        registered: Any = listening.listener
        registered.asked.time_limit = time_limit
        return listening

    def on_press(self, button: Button) -> Dependency:
        """Run it at a press of the button, or when a field is submitted."""
        return on(
            self._asked(button), self.fn, self.inputs, self.outputs, scroll_to_output=True, **self.options
        )  # fmt: skip

    def on_press_until_stopped(self, button: Button, stop: Button) -> Dependency:
        """Run a generator, with a button that ends it in place of the one that began it."""
        quiet: dict[str, Any] = {"queue": False, "api_visibility": "undocumented"}
        both = [button, stop]

        def cleanup() -> list[Any]:
            return [update(visible=True), update(visible=False)]

        began = on(self._asked(button), lambda: [update(visible=False), update(visible=True)], None, both, **quiet)
        running = began.then(self.fn, self.inputs, self.outputs, scroll_to_output=True, **self.options)
        ended = running.then(cleanup, None, both, **quiet)
        stop.click(cleanup, None, both, cancels=running, **quiet)
        return ended

    def _asked(self, button: Button) -> list[Trigger]:
        fields = [component for component in self.inputs if "submit" in component.event_names()]
        return [button.click, *(getattr(field, "submit") for field in fields)]  # noqa: B009


def _live(component: Component) -> Trigger | None:
    """Return the event by which a component says that it has another value, or None for one that never does."""
    names = component.event_names()
    if "stream" in names and getattr(component, "streaming", False):
        return getattr(component, "stream")  # noqa: B009
    return getattr(component, "change") if "change" in names else None  # noqa: B009
