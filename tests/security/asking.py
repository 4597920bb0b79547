"""Visitors as threads with a client each, and what the page itself would send."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

API = "/gradio_api"


class Asking:
    """One visitor: cookies of their own, and a session.

    Args:
        url: The app's address.
        session: The session's hash; empty for a caller without one.
    """

    def __init__(self, url: str, session: str = "") -> None:
        self.url = url
        self.session = session
        self.cookies = httpx.Cookies()

    @contextlib.contextmanager
    def client(self) -> Iterator[httpx.Client]:
        """A client with the visitor's cookies."""
        with httpx.Client(base_url=self.url, timeout=30, cookies=self.cookies) as client:
            yield client
            self.cookies.update(client.cookies)

    def get(self, path: str, **options: Any) -> httpx.Response:
        with self.client() as client:
            return client.get(path, **options)

    def post(self, path: str, sent: Any, **headers: str) -> httpx.Response:
        with self.client() as client:
            return client.post(path, json=sent, headers=headers)

    @contextlib.contextmanager
    def lines(self, path: str) -> Iterator[Iterator[str]]:
        """The lines of a stream, while it is held open."""
        with self.client() as client, client.stream("GET", path) as stream:
            yield stream.iter_lines()

    def run(self, name: str, *data: Any) -> list[Any]:
        """Call past the queue; the outputs."""
        sent = {"data": list(data), **({"session_hash": self.session} if self.session else {})}
        reply = self.post(f"{API}/run/{name}", sent)
        assert reply.status_code == 200, reply.text
        return reply.json()["data"]

    def call(self, name: str, *data: Any, **given: Any) -> str:
        """Call as scripts do; the text of the result's stream."""
        event = self.post(f"{API}/call/{name}", {"data": list(data), **given}).json()["event_id"]
        return self.get(f"{API}/call/{name}/{event}").text

    def join(self, number: int, *data: Any) -> list[dict[str, Any]]:
        """Use a function of the page through the queue; the messages of its stream."""
        sent = {"data": list(data), "fn_index": number, "session_hash": self.session}
        reply = self.post(f"{API}/queue/join", sent, **{"x-gradio-user": "app"})
        assert reply.status_code == 200, reply.text
        with self.lines(f"{API}/queue/data?session_hash={self.session}") as lines:
            return [json.loads(line[5:]) for line in lines if line.startswith("data:")]

    def queued(self, number: int, *data: Any) -> list[Any]:
        """Use a function of the page through the queue; its outputs."""
        [done] = [one for one in self.join(number, *data) if one["msg"] == "process_completed"]
        assert done["success"], done
        return done["output"]["data"]


def at_once(work: Callable[[Any], Any], over: Iterable[Any]) -> list[Any]:
    """Do the same for all at the same time; the results in order."""
    given = list(over)
    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(work, given))
