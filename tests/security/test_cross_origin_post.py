"""The attack: a page of another site, open in a visitor's browser, has an app of this machine do something."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from server.raw import answer_on, head, open_socket

import portico as gr

EVIL = "https://evil.example"
JSON = "application/json"


class Ran:
    """What the app's function was called with."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def __call__(self, text: str) -> str:
        self.calls.append(text)
        return text


@pytest.fixture
def ran() -> Ran:
    return Ran()


@pytest.fixture
def app(launched: Any, ran: Ran) -> Any:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        box.submit(ran, box, box, api_name="echo")
    return launched(demo)


def headers(**said: str) -> dict[str, str]:
    """What a browser adds to a request of another site's page."""
    return {"origin": EVIL, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"} | said


@pytest.mark.requirement("R15")
@pytest.mark.parametrize("kind", [JSON, "text/plain", "application/x-www-form-urlencoded"])
def test_a_call_is_refused_and_does_not_run(app: Any, ran: Ran, kind: str, web: httpx.Client) -> None:
    body = json.dumps({"data": ["attack"], "fn_index": 0, "session_hash": "s"})
    for path in ("run/echo", "api/echo", "call/echo", "queue/join", "cancel", "reset"):
        reply = web.post(f"{app.url}/gradio_api/{path}", content=body, headers=headers(**{"content-type": kind}))
        assert reply.status_code == 403, path
        assert "access-control-allow-origin" not in reply.headers
    assert ran.calls == []
    own = web.post(f"{app.url}/gradio_api/run/echo", content=body, headers={"content-type": JSON})
    assert own.json()["data"] == ["attack"]
    assert ran.calls == ["attack"]


@pytest.mark.requirement("R15")
def test_an_upload_leaves_nothing(app: Any, tmp_path: Any, web: httpx.Client) -> None:
    for said in (headers(), {"origin": EVIL}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        reply = web.post(f"{app.url}/gradio_api/upload", files={"files": ("a.txt", b"attack")}, headers=said)
        assert reply.status_code == 403
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


@pytest.mark.requirement("R15")
def test_it_is_answered_before_its_body_came(app: Any) -> None:
    sent = head(
        "POST", "/gradio_api/upload", f"Origin: {EVIL}", "Content-Length: 1000000000", "Content-Type: text/plain"
    )
    with open_socket(app.demo.server_port, sent) as connection:
        assert answer_on(connection).status == 403


@pytest.mark.requirement("R15")
def test_what_it_is_told_names_the_setting(app: Any, web: httpx.Client) -> None:
    said = web.post(f"{app.url}/gradio_api/run/echo", json={"data": []}, headers=headers()).json()["detail"]
    assert f"gr.Security(origins=['{EVIL}'])" in said
    hidden = web.post(f"{app.url}/gradio_api/run/echo", json={}, headers=headers(origin="<script>")).json()["detail"]
    assert "<" not in hidden


@pytest.mark.requirement("R16")
@pytest.mark.parametrize(
    "path", ["logout", "gradio_api/startup-events", "gradio_api/heartbeat/s", "gradio_api/call/echo/1"]
)
def test_a_link_or_a_picture_has_no_effect(app: Any, path: str, web: httpx.Client) -> None:
    """A browser sends no `Origin` with these, but says where they stand."""
    for mode, wanted in (("navigate", "document"), ("no-cors", "image"), ("navigate", "iframe")):
        said = {"sec-fetch-site": "cross-site", "sec-fetch-mode": mode, "sec-fetch-dest": wanted}
        assert web.get(f"{app.url}/{path}", headers=said).status_code == 403


@pytest.mark.requirement("R16")
def test_reading_a_stream_of_another_visitor_takes_nothing_from_it(app: Any, web: httpx.Client) -> None:
    join = {"data": ["mine"], "fn_index": 0, "session_hash": "mine"}
    assert web.post(f"{app.url}/gradio_api/queue/join", json=join).status_code == 200
    address = f"{app.url}/gradio_api/queue/data?session_hash=mine"
    assert web.get(address, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert '"data":["mine"]' in web.get(address).text


@pytest.mark.requirement("R14")
def test_nothing_says_that_it_may_read(app: Any, web: httpx.Client) -> None:
    for origin in (EVIL, "null", "https://localhost.evil.example", f"{app.url}.evil.example"):
        for method, path in (("GET", "/config"), ("GET", "/gradio_api/info"), ("OPTIONS", "/gradio_api/queue/join")):
            asked = {"origin": origin, "access-control-request-method": "POST"}
            reply = web.request(method, app.url + path, headers=asked)
            assert "access-control-allow-origin" not in reply.headers
            assert "Origin" in reply.headers["vary"]


@pytest.mark.requirement("R14", "R15")
def test_a_listed_site_may_call(launched: Any, web: httpx.Client) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        box.submit(lambda text: text, box, box, api_name="echo")
    app = launched(demo, security=gr.Security(origins=["https://friend.example"]))
    for origin, status in (("https://friend.example", 200), (EVIL, 403)):
        reply = web.post(f"{app.url}/gradio_api/run/echo", json={"data": ["x"]}, headers=headers(origin=origin))
        assert reply.status_code == status
