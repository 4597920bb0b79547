"""What a simulated person is told: that something cannot be done, or takes too long."""

from __future__ import annotations

from portico.errors import PorticoError


class NotPossible(PorticoError):
    """A person could not do this on the page; the message says why, and what is there instead."""


class StillRunning(PorticoError):
    """What an action started did not come to an end in time; the message names it."""


class Unreachable(Exception):
    """The server does not answer."""


class Refused(Exception):
    """The server answered, and refused.

    Args:
        status: The HTTP status.
        detail: What it said.
    """

    def __init__(self, status: int, detail: object) -> None:
        super().__init__(detail if isinstance(detail, str) else f"The server answered with {status}.")
        self.status = status
        self.detail = detail
