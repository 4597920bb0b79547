"""A value that the visitor's browser keeps from one visit to the next."""

from __future__ import annotations

import copy
import hashlib
import secrets
from typing import Any, ClassVar

from portico.errors import BuildError
from portico.graph.component import Component
from portico.graph.event import Event
from portico.wire.codec import JSON, encode


class BrowserState(Component):
    """A value that lives in the visitor's browser, under a key of its local storage, and outlives the visit.

    A function that has it among its inputs receives the kept value; one that has it among its outputs sets it. Anyone
    at that browser can read and change it, so check what comes, and keep nothing secret in it.

    Args:
        default_value: What a function receives where the browser keeps nothing: any json-serializable value.
        storage_key: The key in local storage; default: one made at start, so that a restart begins anew.
        secret: Values kept under another secret count as none: a new secret makes every browser begin anew. They are
            kept readable all the same. The secret itself is not sent to browsers.
        render: Whether to place it where it is created.
    """

    placed = False
    missing: ClassVar[dict[str, str]] = {
        "secret": "a value kept under another secret is not read, but values are kept readable, not encrypted"
    }
    change = Event()

    def __init__(
        self,
        default_value: Any = None,
        *,
        storage_key: str | None = None,
        secret: str | None = None,
        render: bool = True,
    ) -> None:
        try:
            encode(default_value)
        except (TypeError, ValueError) as error:
            raise BuildError(f"BrowserState(default_value=…) must be a value that JSON can carry: {error}.") from None
        self.default_value = default_value
        self.storage_key = storage_key or secrets.token_urlsafe(12)
        self.secret = secret
        super().__init__(None, render=render)

    def props(self) -> dict[str, Any]:
        """Return the properties as they go to the page, with a mark of the secret in its place."""
        found = super().props()
        if self.secret is not None:
            found["secret"] = hashlib.sha256(self.secret.encode()).hexdigest()[:16]
        return found

    def preprocess(self, payload: JSON) -> Any:
        """Return the kept value, or the default where there is none."""
        return copy.deepcopy(self.default_value) if payload is None else payload

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": {}, "description": "any json-serializable value"}

    def example_value(self) -> Any:
        """Return a value for documentation."""
        return "test"
