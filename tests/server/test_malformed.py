"""What is not a request of ours: always a 4xx in the documented shape, never a failure of the server."""

from __future__ import annotations

import random
from typing import Any

import pytest

from portico.server.options import ServerOptions
from server.harness import FORM, Browser, Make, Site, echoes, form

pytestmark = pytest.mark.anyio

ROUTES = ["queue/join", "call/echo", "call/v2/echo", "run/echo", "api/echo", "cancel", "reset"]
BODIES = {
    "empty": b"",
    "broken": b'{"data": [',
    "bytes": b"\xff\xfe\x00",
    "not utf-8": b'{"data":["\xff"]}',
    "half a character": b'{"data":["\\ud800"]}',
    "a list": b"[]",
    "null": b"null",
    "text": b'"data"',
    "not a number": b'{"data":[NaN]}',
    "too large a number": b'{"data":[1e999]}',
    "too long a number": b'{"data":[' + b"9" * 100_000 + b"]}",
    "deep": b'{"data":' + b"[" * 100_000,
    "deep and closed": b'{"data":[' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"]}",
    "another shape": b'{"data":{"a":1},"fn_index":"zero","session_hash":["s"],"event_id":1}',
    "two values": b'{"data":[]}{"data":[]}',
    "form": b"data=1&fn_index=0",
}


PIECES = [
    "/", "/", "/", "gradio_api", "queue", "join", "data", "file=", "upload", "call", "%00", "%2e%2e",
    "..", "\\", ":", "é", "config", "assets", "static", "run", "echo", "v2", "heartbeat", "cancel",
    "?", "&", "session_hash=", "x", "%",
]  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.requirement("R55")
async def test_bodies_that_do_not_fit_are_a_422(site: Site, browser: Browser, route: str, body: bytes) -> None:
    site.page.add("echo", echoes)
    reply = await browser.ask("POST", f"/gradio_api/{route}", body=body)
    assert reply.status == 422, reply
    assert reply.headers["content-type"] == "application/json"
    for problem in reply.json["detail"]:
        assert {"type", "loc", "msg", "input"} <= set(problem)
        assert problem["loc"][0] == "body"


async def test_a_refusal_names_the_place(site: Site, browser: Browser) -> None:
    site.page.add("echo", echoes)
    reply = await browser.post("/gradio_api/queue/join", {"data": [], "fn_index": "zero"})
    (problem,) = reply.json["detail"]
    assert problem["loc"] == ["body", "fn_index"]
    assert "int" in problem["msg"]


async def test_a_long_body_is_not_sent_back(browser: Browser) -> None:
    reply = await browser.post("/gradio_api/queue/join", {"nonsense": "x" * 100_000})
    assert reply.status == 422
    assert len(reply.body) < 500


async def test_a_body_over_the_limit_is_not_read(make: Make) -> None:
    site = make(ServerOptions(max_body=1000))
    site.page.add("echo", echoes)
    small = await site.browser.ask("POST", "/gradio_api/run/echo", body=b'{"data":[]}' + b" " * 900)
    assert small.status == 200
    declared = await site.browser.ask(
        "POST", "/gradio_api/run/echo", body=b"", more=True, headers={"content-length": "999999999"}
    )
    assert declared.status == 413
    endless = await site.browser.ask("POST", "/gradio_api/run/echo", body=[b"x" * 600] * 2, more=True)
    assert endless.status == 413
    assert endless.headers["connection"] == "close"


def test_an_app_for_small_files_takes_no_large_text() -> None:
    assert ServerOptions().body_limit == 64 * 1024 * 1024
    assert ServerOptions(max_file_size=10).body_limit == 1024 * 1024
    assert ServerOptions(max_file_size=5 * 1024 * 1024).body_limit == 10 * 1024 * 1024


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nosuch", 404),
        ("GET", "/gradio_api/nosuch", 404),
        ("POST", "/", 405),
        ("GET", "/gradio_api/queue/join", 405),
        ("DELETE", "/gradio_api/upload", 405),
        ("POST", "/config", 405),
        ("GET", "/gradio_api/heartbeat/", 400),
        ("GET", "/gradio_api/queue/data", 400),
        ("GET", "/gradio_api/queue/data?session_hash=", 400),
        ("GET", "/gradio_api/queue/data?" + "a=1&" * 2000, 400),
        ("GET", "/config?" + "a=1&" * 2000, 400),
        ("GET", "/gradio_api/info?" + "a=1&" * 2000, 400),
        ("GET", "/gradio_api/proxy=http://127.0.0.1:9/x", 400),
        ("GET", "/gradio_api/deep_link?session_hash=x", 404),
        ("GET", "/gradio_api/vibe-code", 404),
        ("GET", "/gradio_api/mcp/schema", 404),
        ("POST", "/gradio_api/component_server/", 404),
        ("GET", "/monitoring", 403),
        ("GET", "/monitoring/x", 403),
        ("GET", "/gradio_api/run-history/records", 401),
    ],
)
@pytest.mark.requirement("R46")
async def test_refusals_are_json(browser: Browser, method: str, path: str, status: int) -> None:
    reply = await browser.ask(method, path)
    assert reply.status == status, reply
    assert set(reply.json) == {"detail"}
    assert reply.headers["cache-control"] == "no-store"


async def test_what_is_refused_by_method_names_what_is_allowed(browser: Browser) -> None:
    assert (await browser.get("/gradio_api/queue/join")).headers["allow"] == "POST"


@pytest.mark.requirement("R67")
async def test_a_failure_of_the_server_shows_no_trace(
    site: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(caller: Any) -> bytes:
        raise RuntimeError("the password is 12345")

    monkeypatch.setattr(site.page, "config", broken)
    reply = await browser.get("/config", headers={"origin": "http://localhost:3000"})
    assert reply.status == 500
    assert "12345" not in reply.text
    assert reply.json["detail"].startswith("The server could not answer.")
    reference = reply.json["detail"].rsplit(" ", 1)[1].rstrip(".")
    assert reference in caplog.text
    assert "12345" in caplog.text
    assert reply.headers["access-control-allow-origin"] == "http://localhost:3000"


async def test_a_client_that_leaves_while_it_sends_is_no_failure(
    site: Site, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    site.page.add("echo", echoes)
    for path in ("/gradio_api/queue/join", "/gradio_api/run/echo"):
        reading = browser.open("POST", path, body=b'{"da', more=True)
        await reading.leave()
        assert reading.status == 0
    assert caplog.text == ""


@pytest.mark.requirement("R68")
async def test_two_thousand_random_requests(site: Site, browser: Browser) -> None:
    site.page.add("echo", echoes)
    chance = random.Random(20)
    bodies = [*BODIES.values(), form(("a.txt", b"x")), b"--B\r\n", b"--B--", b'{"data":[],"fn_index":0}']
    for _ in range(2_000):
        path = "/" + "".join(chance.choices(PIECES, k=chance.randrange(1, 8)))
        method = chance.choice(["GET", "POST", "HEAD", "PUT", "OPTIONS"])
        headers = chance.choice([{}, FORM, {"range": "bytes=9-1"}, {"origin": "null"}, {"accept-encoding": ";;q=,,"}])
        reading = browser.open(method, path, body=chance.choice(bodies), headers=headers)
        await reading.chunk()
        if not reading.task.done():
            await reading.leave()
        assert reading.status not in (0, 500), (method, path)
