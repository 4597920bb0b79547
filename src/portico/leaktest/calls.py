"""Endpoints used as scripts use them: by name through the queue, and past it."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from portico.leaktest.browser import API, Broken, Browser, Refused
from portico.leaktest.endpoint import Endpoint, Page
from portico.leaktest.inputs import Inputs
from portico.leaktest.journey import Action
from portico.leaktest.reading import ANSWER, Reading
from portico.leaktest.tally import Tally

PATIENCE = 60.0
"""Seconds that one action may take, waiting in the queue included; then it is cancelled."""
STREAMED = 2.0
"""Seconds that a generator goes on; then it is cancelled, for some never end."""

Make = Callable[[Action], Inputs]


class Calls:
    """One visitor's calls.

    Args:
        browser: The visitor's.
        reading: Reads what comes back.
        tally: Counts the calls.
        make: Returns what makes an action's values.
    """

    def __init__(self, browser: Browser, reading: Reading, tally: Tally, make: Make) -> None:
        self._browser = browser
        self._reading = reading
        self._tally = tally
        self._make = make

    def by_name(self, action: Action) -> None:
        """Call an endpoint as scripts do: post, then read the result."""
        endpoint = action.endpoint
        try:
            sent = {"data": self._make(action).values()}
            event: str = self._browser.post(f"{API}/call/{endpoint.api_name}", sent).json()["event_id"]
            with self._browser.open(f"{API}/call/{endpoint.api_name}/{event}", PATIENCE) as lines:
                kind, data = self._result(endpoint, lines)
            if kind == "error":
                self._tally.failed(endpoint.name, data)
                return
            if kind != "complete":
                cancel(self._browser, event, endpoint, event)
            self._tally.answered(endpoint.name)
            self._reading.fetch(endpoint.name, data or [])
        except (Refused, *Broken) as error:
            self._tally.failed(endpoint.name, error)

    def _result(self, endpoint: Endpoint, lines: Iterator[bytes]) -> tuple[str, Any]:
        """Read a call's stream to its end, or for as long as a generator is listened to; return its last word."""
        kind, data, until = "", None, None
        for line in lines:
            if line.startswith(b"event:"):
                kind = line[6:].strip().decode()
            elif line.startswith(b"data:") and kind != "heartbeat":
                self._reading.read(ANSWER, endpoint.name, line)
                data = json.loads(line[5:])
                until = until or time.monotonic() + STREAMED
                if kind in ("complete", "error") or time.monotonic() > until:
                    return kind, data
        raise Refused(f"no end within {PATIENCE:g} s")

    def directly(self, action: Action, session: str, page: Page) -> None:
        """Call an endpoint past the queue: there two visitors' calls run at the same moment."""
        endpoint = action.endpoint
        try:
            sent = {"data": self._make(action).values(), "session_hash": session}
            reply = self._browser.post(f"{API}/run/{endpoint.api_name}", sent)
            self._reading.read(ANSWER, endpoint.name, reply.body)
            data = reply.json()["data"]
            page.show(endpoint, data)
            self._reading.fetch(endpoint.name, data)
            self._tally.answered(endpoint.name)
        except (Refused, *Broken) as error:
            self._tally.failed(endpoint.name, error)


def cancel(browser: Browser, event: str, endpoint: Endpoint, session: str) -> None:
    """End an event that goes on for too long."""
    with contextlib.suppress(*Broken):
        told = {"session_hash": session, "fn_index": endpoint.number, "event_id": event}
        browser.post(f"{API}/cancel", told)
