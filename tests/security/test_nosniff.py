"""No answer is of another type than it says."""

from __future__ import annotations

import socket
from typing import Any

import httpx
import pytest

import portico as gr
from portico.server import routes

PATHS = [
    "/", "/config", "/theme.css", "/nosuch", "/gradio_api/nosuch", "/gradio_api/info", "/gradio_api/file=/etc/passwd",
    "/gradio_api/file=..%2f..", "/gradio_api/queue/data?session_hash=unknown", "/gradio_api/queue/status",
    "/assets/none.js", "/favicon.ico", "/robots.txt", "/manifest.json", "/login", "/logout", "/%00",
    "/<script>hit()</script>", "/gradio_api/run/<script>hit()</script>", "/?__theme=<script>hit()</script>",
]  # fmt: skip


@pytest.fixture
def url(launched: Any) -> str:
    with gr.Blocks() as demo:
        gr.Button().click(lambda: None, None, None, api_name="f")
    return launched(demo).url


def declared() -> list[str]:
    """Every path that a route is registered for, what it leaves open filled in."""
    found: list[str] = []
    for module in vars(routes).values():
        for route in getattr(module, "routes", ()):
            found.append(route.path.replace("*", "x").replace("{", "").replace("}", ""))
    return found


@pytest.mark.requirement("R20")
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_every_answer_says_that_its_type_is_to_be_believed(url: str, method: str) -> None:
    with httpx.Client(base_url=url, timeout=10) as client:
        for path in [*PATHS, *declared()]:
            with client.stream(method, path) as reply:
                assert reply.headers.get_list("x-content-type-options") == ["nosniff"], (
                    method,
                    path,
                    reply.status_code,
                )
                shown = reply.headers.get("content-type", "")
                # HTML is the page alone: nothing that a request names is answered with a document.
                assert not shown.startswith("text/html") or reply.status_code == 200, (method, path)
                assert "svg" not in shown or path == "/favicon.ico", "a drawing is a document, too"


@pytest.mark.requirement("R20", "R23")
@pytest.mark.parametrize("path", PATHS)
def test_no_answer_repeats_what_was_asked_as_html(url: str, path: str) -> None:
    reply = httpx.get(url + path, headers={"accept": "text/html", "referer": "<script>hit()</script>"}, timeout=10)
    if reply.headers.get("content-type", "").startswith("text/html"):
        assert "hit()" not in reply.text


@pytest.mark.requirement("R20")
def test_neither_does_an_answer_to_what_is_no_request(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"GET /<script>hit()</script> HTTP/9\r\nhost: <script>\r\n\r\n")
        answer = b""
        while more := connection.recv(65_536):
            answer += more
    assert b"x-content-type-options: nosniff" in answer.lower()
    assert b"<script>" not in answer
