"""What a visitor reads: every word goes to the search, and every file that an answer names is opened."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from portico.leaktest.browser import API, Broken, Browser

FILES = 200
"""Files that one visitor reads."""
MOST_NESTED = 60

Seen = Callable[[int, str, str, bytes | str, str], None]
"""Told what a visitor read: who, what kind of thing, from which endpoint, the content, the name of a file."""

ANSWER, FILE, PAGE = "answer", "file", "page"


class Reading:
    """Reads for one visitor.

    Args:
        visitor: The visitor's number.
        browser: The visitor's.
        seen: Told of all that is read.
    """

    def __init__(self, visitor: int, browser: Browser, seen: Seen) -> None:
        self._visitor = visitor
        self._browser = browser
        self._seen = seen
        self.files: dict[str, str] = {}
        """The files that the visitor was given or sent: path → endpoint."""
        self._fetched: set[str] = set()

    def read(self, what: str, endpoint: str, content: bytes | str, name: str = "") -> None:
        """Read something.

        Args:
            what: One of `ANSWER`, `FILE` and `PAGE`.
            endpoint: What gave it.
            content: All of it.
            name: A file's name.
        """
        self._seen(self._visitor, what, endpoint, content, name)

    def send(self, endpoint: str, name: str, data: bytes) -> Any:
        """Upload a file and return how values name it."""
        path = self._browser.upload(name, data)
        self.files[path] = endpoint
        return {"path": path, "orig_name": name, "size": len(data), "meta": {"_type": "gradio.FileData"}}

    def fetch(self, endpoint: str, data: list[Any]) -> None:
        """Read the files among values, each once."""
        for path, url in _files(data):
            self.files.setdefault(path, endpoint)
            if url in self._fetched or len(self._fetched) >= FILES:
                continue
            self._fetched.add(url)
            with contextlib.suppress(*Broken):
                self._open(endpoint, url)

    def _open(self, endpoint: str, url: str) -> None:
        where = urlsplit(url)
        address = where.path.removeprefix(self._browser.prefix) + (f"?{where.query}" if where.query else "")
        reply = self._browser.get(address)
        if reply.status >= 400:
            return
        self.read(FILE, endpoint, reply.body, unquote(where.path.rpartition("/")[2]))
        if reply.body.startswith(b"#EXTM3U"):
            folder = address.rpartition("/")[0]
            for line in reply.body.decode("utf-8", "replace").splitlines():
                if line and not line.startswith("#"):
                    self.read(FILE, endpoint, self._browser.get(f"{folder}/{line}").body, line)

    def try_file(self, path: str) -> bytes:
        """Return another visitor's file, asked for with this visitor's cookies; empty where the server says no."""
        try:
            reply = self._browser.get(f"{API}/file={quote(path)}")
        except Broken:
            return b""
        return reply.body if reply.status == 200 else b""


def _files(value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield path and address of each file in a value."""
    if depth > MOST_NESTED:
        return
    if isinstance(value, dict):
        found: dict[str, Any] = value
        path, url = found.get("path"), found.get("url")
        if isinstance(path, str) and isinstance(url, str) and url.startswith("http"):
            yield path, url
        for one in found.values():
            yield from _files(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            yield from _files(one, depth + 1)
