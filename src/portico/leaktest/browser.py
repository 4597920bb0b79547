"""A visitor's browser: requests over HTTP with the visitor's own headers and cookies, and nothing of the page."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from portico.lang.cookie_jar import CookieJar
from portico.lang.upload_form import upload_form

API = "/gradio_api"
SLOW = 30.0
"""Seconds without a byte after which a connection counts as broken; streams beat every 15."""
LARGEST = 32 * 1024**2
"""Bytes of a reply that are read."""
Broken = (OSError, http.client.HTTPException)


class Refused(Exception):
    """The server did not do what was asked; the text says what it answered."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back.

    Args:
        status: The HTTP status.
        kind: The content type.
        body: The bytes, up to `LARGEST`.
    """

    status: int
    kind: str
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON; raises Refused where the server said no, or something else."""
        if self.status >= 400:
            raise Refused(f"HTTP {self.status}: {self.body[:200].decode('utf-8', 'replace')}")
        try:
            return json.loads(self.body)
        except ValueError:
            raise Refused(f"no JSON: {self.body[:80]!r}") from None


class Browser:
    """Asks one app.

    Args:
        root: The app's address.
        headers: What every request carries.
    """

    def __init__(self, root: str, headers: Mapping[str, str]) -> None:
        where = urlsplit(root)
        self.scheme, self.host, self.port = where.scheme, where.hostname or "127.0.0.1", where.port
        self.prefix = where.path.rstrip("/")
        self.headers = dict(headers)
        self._jar = CookieJar()

    @property
    def cookies(self) -> dict[str, str]:
        """The browser's cookies by name."""
        return self._jar.cookies

    def get(self, path: str) -> Reply:
        """Return a page or a file."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, value: Any, *, as_page: bool = False) -> Reply:
        """Send JSON, as the page does or as a script."""
        headers = {"content-type": "application/json", **({"x-gradio-user": "app"} if as_page else {})}
        return self._ask("POST", path, json.dumps(value).encode(), headers)

    def send_form(self, path: str, fields: Mapping[str, str]) -> Reply:
        """Send a form."""
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields).encode(), kind)

    def upload(self, name: str, data: bytes) -> str:
        """Send a file; return the server's name for it."""
        kind, body = upload_form([(name, data)])
        return self._ask("POST", f"{API}/upload", body, {"content-type": kind}).json()[0]

    @contextlib.contextmanager
    def open(self, path: str, seconds: float) -> Generator[Iterator[bytes]]:
        """Give the lines of a stream for so many seconds; then, and where it breaks, they end."""
        connection, response = self._start("GET", path, None, {})
        try:
            yield self._lines(response, time.monotonic() + seconds)
        finally:
            response.close()
            connection.close()

    def hold(self, path: str) -> http.client.HTTPResponse:
        """Open a stream that nobody reads; closing it ends it."""
        return self._start("GET", path, None, {})[1]

    def _lines(self, response: http.client.HTTPResponse, until: float) -> Iterator[bytes]:
        with contextlib.suppress(*Broken):
            while time.monotonic() < until:
                line = response.readline()
                if not line:
                    return
                yield line

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        connection, response = self._start(method, path, body, headers)
        try:
            return Reply(response.status, response.getheader("content-type") or "", response.read(LARGEST))
        finally:
            response.close()
            connection.close()

    def _start(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        kind = http.client.HTTPSConnection if self.scheme == "https" else http.client.HTTPConnection
        connection = kind(self.host, self.port, timeout=SLOW)
        sent = {**self.headers, **headers, "connection": "close"}
        if said := self._jar.header:
            sent["cookie"] = said
        try:
            connection.request(method, self.prefix + path, body, sent)
            response = connection.getresponse()
        except BaseException:
            connection.close()
            raise
        self._jar.learn(response.headers.get_all("set-cookie") or [])
        return connection, response
