"""Endpoints used as the page uses them: through the queue of its session, whose stream tells of all of them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from portico.leaktest.browser import API, Broken, Browser, Refused
from portico.leaktest.calls import PATIENCE, STREAMED, Make, cancel
from portico.leaktest.endpoint import Endpoint, Page
from portico.leaktest.journey import Action
from portico.leaktest.reading import ANSWER, Reading
from portico.leaktest.tally import Tally
from portico.wire.edits import applied


class Events:
    """One visitor's events, in one session.

    Args:
        browser: The visitor's.
        reading: Reads what comes back.
        tally: Counts the calls.
        make: Returns what makes an action's values.
        query: What the page's address carries, which its requests carry too.
    """

    def __init__(self, browser: Browser, reading: Reading, tally: Tally, make: Make, query: str) -> None:
        self._browser = browser
        self._reading = reading
        self._tally = tally
        self._make = make
        self._query = query
        self.session = ""
        self.page = Page()

    def use(self, burst: list[Action]) -> None:
        """Join the queue with several events at once, as a page does, and read their stream to its end."""
        running: dict[str, Endpoint] = {}
        for action in burst:
            inputs = self._make(action)
            try:
                sent = {
                    "data": inputs.values(),
                    "fn_index": action.endpoint.number,
                    "session_hash": self.session,
                    "event_data": inputs.event(),
                    "trigger_id": action.endpoint.trigger,
                }
                reply = self._browser.post(f"{API}/queue/join?{self._query}", sent, as_page=True)
                self._reading.read(ANSWER, action.endpoint.name, reply.body)
                running[reply.json()["event_id"]] = action.endpoint
            except (Refused, *Broken) as error:
                self._tally.failed(action.endpoint.name, error)
        if running:
            self._follow(running)

    def _follow(self, running: dict[str, Endpoint]) -> None:
        waiting, values = dict(running), dict[str, list[Any]]()
        steps: dict[str, float] = {}
        try:
            with self._browser.open(f"{API}/queue/data?session_hash={self.session}", PATIENCE) as lines:
                for message in _messages(lines):
                    event = str(message.get("event_id"))
                    endpoint = running.get(event)
                    if endpoint is not None:
                        self._hear(message, endpoint, values)
                    if message["msg"] == "process_completed":
                        waiting.pop(event, None)
                    elif message["msg"] == "process_generating" and event in waiting:
                        began = steps.setdefault(event, time.monotonic())
                        if time.monotonic() > began + STREAMED:
                            cancel(self._browser, event, waiting.pop(event), self.session)
                    if message["msg"] in ("close_stream", "unexpected_error"):
                        break
        except Broken as error:
            for endpoint in waiting.values():
                self._tally.failed(endpoint.name, error)
            return
        for event, endpoint in waiting.items():
            self._tally.failed(endpoint.name, f"no end within {PATIENCE:g} s")
            cancel(self._browser, event, endpoint, self.session)

    def _hear(self, message: dict[str, Any], endpoint: Endpoint, values: dict[str, list[Any]]) -> None:
        """Read one message of an event."""
        kind, event = message["msg"], message["event_id"]
        self._reading.read(ANSWER, endpoint.name, json.dumps(message, ensure_ascii=False))
        output: Any = message.get("output")
        data: Any = output.get("data") if isinstance(output, dict) else None
        if kind == "process_generating" and isinstance(data, list):
            values[event] = self._step(endpoint, values.get(event), data)
            self._keep(endpoint, values[event])
        elif kind == "process_streaming" and endpoint.live:
            self._browser.post(f"{API}/stream/{event}/close", {})
        elif kind == "process_completed":
            if message.get("success"):
                self._tally.answered(endpoint.name)
                self._keep(endpoint, data or [])
            else:
                self._tally.failed(endpoint.name, output)
        rendered: Any = output.get("render_config") if isinstance(output, dict) else None
        if rendered:
            self.page.render(rendered)

    def _step(self, endpoint: Endpoint, before: list[Any] | None, edits: list[Any]) -> list[Any]:
        """Return the values after a step. What it writes over is read first: no later message has it."""
        if before is None:
            return edits
        if any(one[0] != "append" for changes in edits for one in changes):
            self._reading.read(ANSWER, endpoint.name, json.dumps(before, ensure_ascii=False))
        return [applied(value, changes) for value, changes in zip(before, edits, strict=True)]

    def _keep(self, endpoint: Endpoint, data: list[Any]) -> None:
        self.page.show(endpoint, data)
        self._reading.fetch(endpoint.name, data)


def _messages(lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if line.startswith(b"data:"):
            message: dict[str, Any] = json.loads(line[5:])
            yield message
