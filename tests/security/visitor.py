"""A visitor of a running app, who speaks HTTP as a page or as a script does."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

MARK = {"_type": "gradio.FileData"}


class Visitor:
    """One visitor: a cookie jar and a session.

    Args:
        url: Where the app answers.
        session: The session's hash.
        page: Whether the page is opened first, as a browser does; a script that keeps no cookie does not.
    """

    def __init__(self, url: str, session: str, page: bool = True) -> None:
        self.url = url
        self.session = session
        self.http = httpx.Client(base_url=url, timeout=30)
        if page:
            self.http.headers["x-gradio-user"] = "app"
            self.http.get("/config")

    def upload(self, name: str, content: bytes) -> str:
        """Send a file; what the server calls it."""
        return self.sent(name, content).raise_for_status().json()[0]

    def sent(self, name: str, content: bytes) -> httpx.Response:
        """Send a file; the whole reply."""
        return self.http.post("/gradio_api/upload", files={"files": (name, content)})

    def call(self, api_name: str, *data: Any) -> httpx.Response:
        """Run an endpoint."""
        sent = {"data": list(data), "session_hash": self.session}
        return self.http.post(f"/gradio_api/run/{api_name}", json=sent)

    def first(self, api_name: str, *data: Any) -> Any:
        """Run an endpoint; its first result."""
        reply = self.call(api_name, *data)
        assert reply.status_code == 200, reply.text
        return reply.json()["data"][0]

    def get(self, path: str) -> httpx.Response:
        """Ask for a file by its path."""
        return self.http.get(f"/gradio_api/file={quote(path)}")

    def close(self) -> None:
        """Leave."""
        self.http.close()


def described(path: str, **more: Any) -> dict[str, Any]:
    """A file as a client sends it back."""
    return {"path": path, "orig_name": path.rsplit("/", 1)[-1], "meta": MARK, **more}
