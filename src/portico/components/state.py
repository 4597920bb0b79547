"""A value of the session, which never travels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portico.errors import WrongCall
from portico.graph.component import Component
from portico.graph.event import Event
from portico.wire.codec import JSON


class State(Component):
    """A value that lives in the visitor's session, on the server: any Python object.

    Each visitor starts with a deep copy of `value`. A function that has the State among its outputs sets it by what
    it returns.

    Args:
        value: The value of a new session; a function is called at each page load.
        render: Whether to place it where it is created.
        time_to_live: Seconds after its last use until it is forgotten, though not while a function of the visitor runs
            or waits; None: as long as the session lives.
        delete_callback: Called with the value when it is forgotten: after that time, an hour after the visitor left, or
            when there are more sessions than `launch(state_session_capacity=…)`; of a State made inside gr.render also
            when its part of the page is built again.
    """

    skip_api = True
    stored = True
    placed = False
    change = Event()

    def __init__(
        self,
        value: Any = None,
        render: bool = True,
        *,
        time_to_live: float | None = None,
        delete_callback: Callable[[Any], None] | None = None,
    ) -> None:
        self.time_to_live = time_to_live
        self.delete_callback = delete_callback
        self.default = value() if callable(value) and not isinstance(value, type) else value
        """What every session gets a copy of."""
        try:
            import copy

            copy.deepcopy(self.default)
        except Exception as error:
            raise WrongCall(
                f"State(value=…) must be a value that copy.deepcopy can copy, since every visitor gets a copy; "
                f"{type(self.default).__name__} cannot be copied: {error}",
                code="PE108",
            ) from error
        super().__init__(
            None, render=render, load_fn=value if callable(value) and not isinstance(value, type) else None
        )

    def initial_value(self, value: Any) -> None:
        """Return nothing: the value never travels."""

    def props(self) -> dict[str, Any]:
        """Return the properties as they go to the page: no value, and no function."""
        return {"name": "state"} | ({} if self.time_to_live is None else {"time_to_live": self.time_to_live})

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "null"}
