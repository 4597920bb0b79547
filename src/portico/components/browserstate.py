"""A value that the visitor's browser keeps from one visit to the next."""

from __future__ import annotations

import copy
import secrets
from typing import Any

from portico.errors import BuildError
from portico.graph.component import Component
from portico.graph.event import Event
from portico.wire.codec import JSON, encode

ROUNDS = 50_000
"""How much work it takes to try one guess of a secret against the key that the page has."""


class BrowserState(Component):
    """A value that lives in the visitor's browser, under a key of its local storage, and outlives the visit.

    A function that has it among its inputs receives the kept value; one that has it among its outputs sets it. What
    comes was sent by a browser: whoever sits at it can send anything, so check it, and keep nothing there that this
    person must not know.

    Args:
        default_value: What a function receives where the browser keeps nothing: any json-serializable value.
        storage_key: The key in local storage; default: one made at start, so that a restart begins anew.
        secret: Keeps the value encrypted (ChaCha20-Poly1305), so that nobody who looks into the browser's storage reads
            it, and what was altered there, or kept under another secret, counts as none. The page has the key, which is
            made from the secret and the `storage_key`; the secret itself is not sent to browsers. None keeps the value
            readable.
        render: Whether to place it where it is created.
    """

    placed = False
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
            raise BuildError(
                f"BrowserState(default_value=…) must be a value that JSON can carry: {error}.", code="PE108"
            ) from None
        self.default_value = default_value
        self.storage_key = storage_key or secrets.token_urlsafe(12)
        self.secret = secret
        self._page_key: str | None = None
        super().__init__(None, render=render)

    def props(self) -> dict[str, Any]:
        """Return the properties as they go to the page, with a key in place of the secret."""
        found = super().props()
        if self.secret is not None:
            if self._page_key is None:
                self._page_key = page_key(self.secret, self.storage_key)
            found["secret"] = self._page_key
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


def page_key(secret: str, storage_key: str) -> str:
    """Return the key under which a page keeps a value, 32 bytes in hexadecimal, from which nobody learns the secret."""
    import hashlib  # with OpenSSL it costs more to import than this component, and most pages need it not

    return hashlib.pbkdf2_hmac("sha256", secret.encode(), f"portico {storage_key}".encode(), ROUNDS).hex()
