"""The attack: a link to the app that sends whoever follows it to another site, which looks like the app."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpx
import pytest
from server.raw import ask, head

import portico as gr

ELSEWHERE = [
    "https://evil.example", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example",
    "\\\\evil.example", "https:evil.example", "/%2f/evil.example", "/%5cevil.example", "javascript:alert(1)",
    "/\t/evil.example", "http://127.0.0.1@evil.example", "data:text/html,x",
]  # fmt: skip
NAMES = ["_target_url", "next", "url", "redirect", "redirect_uri", "return_to"]


@pytest.fixture
def app(launched: Any) -> Any:
    with gr.Blocks() as demo:
        gr.Textbox()
    return launched(demo)


def stays(app: Any, reply: httpx.Response) -> bool:
    """Whether who follows a reply is still at the app."""
    where = reply.headers.get("location")
    return where is None or urlsplit(urljoin(app.url, where)).netloc == urlsplit(app.url).netloc


@pytest.mark.requirement("R12")
@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_parameter_names_where_to_go(app: Any, target: str, web: httpx.Client) -> None:
    for path in ("/login", "/logout", "/login/huggingface", "/login/callback", "/", "/gradio_api/deep_link"):
        for name in NAMES:
            for method in ("GET", "POST"):
                reply = web.request(method, f"{app.url}{path}?{name}={quote(target, safe='')}")
                assert stays(app, reply), (method, path, name)


@pytest.mark.requirement("R12", "R11")
@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_path_does(app: Any, target: str) -> None:
    for path in (
        f"/gradio_api/file={target}",
        f"/gradio_api/file/{target}",
        f"/gradio_api/proxy={target}",
        f"/{target}",
    ):
        for spelled in (quote(path, safe="/:=\\%@,"), quote(path, safe="/=")):
            answer = ask(app.demo.server_port, head("GET", spelled, "Connection: close"))
            assert answer.status in (400, 403, 404), (spelled, answer)
            assert "location" not in answer.headers


@pytest.mark.requirement("R12", "R17")
def test_no_host_and_no_header_does(app: Any, web: httpx.Client) -> None:
    said = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-gradio-server": "https://evil.example"}
    for path in ("/logout", "/login"):
        assert stays(app, web.post(app.url + path, headers=said))
    assert web.get(f"{app.url}/logout", headers={"host": "evil.example"}).status_code == 400
