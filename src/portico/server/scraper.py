"""The scraper: a program of the operator's that collects the numbers, known by its token and by nothing else."""

from __future__ import annotations

import hmac
from collections.abc import MutableMapping
from typing import Any

from portico.server.refusal import Refusal


class Scraper:
    """Who may read the numbers where there is a token.

    Args:
        token: What it sends, as `Authorization: Bearer …`.
    """

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    def sent(self, scope: MutableMapping[str, Any]) -> bool:
        """Whether it sent a request."""
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        if len(given) != 1:
            return False
        scheme, _, token = given[0].partition(b" ")
        return scheme.lower() == b"bearer" and hmac.compare_digest(token.strip(), self._token)

    def check(self, scope: MutableMapping[str, Any]) -> None:
        """Raise Refusal for a request that somebody else sent."""
        if not self.sent(scope):
            why = "The numbers are for who sends the token: Authorization: Bearer, and PORTICO_METRICS_TOKEN."
            raise Refusal(401, why, headers=[(b"www-authenticate", b"Bearer")])
