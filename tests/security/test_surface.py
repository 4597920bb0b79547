"""What may be called, by whom and how: private functions, closed direct calls, limits and validators on every route."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from serving import wait_until
from websockets.sync.client import connect

import portico as gr

PAGE = {"x-gradio-user": "app"}
API = {"x-gradio-user": "api"}


def post(url: str, path: str, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.post(f"{url}/gradio_api/{path}", json=body, headers=headers, timeout=30)


@pytest.fixture
def app(launched: Any) -> Any:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        press = gr.Button().click
        press(str.upper, box, box, api_name="shown")
        press(str.upper, box, box, api_name="secret", api_visibility="private")
        press(str.upper, box, box, api_name=False)
    return launched(demo)


@pytest.mark.requirement("R45")
@pytest.mark.parametrize("index", [1, 2])
@pytest.mark.parametrize("route", ["queue/join", "run/predict", "api/predict"])
@pytest.mark.parametrize(
    ("headers", "session"),
    [
        (API, "stranger"),
        ({}, "stranger"),
        ({"cookie": "portico_visitor=made-up"}, "stranger"),
        ({"x-gradio-user": "mcp"}, "stranger"),
        ({"x-gradio-user": "App"}, "stranger"),
        ({}, None),
        (PAGE, None),
    ],
)
def test_no_bare_request_reaches_a_private_function(
    app: Any, route: str, index: int, headers: dict[str, str], session: str | None
) -> None:
    body = {"data": ["a"], "fn_index": index, "session_hash": session}
    reply = post(app.url, route, body, headers)
    assert reply.status_code in (400, 404), reply.text
    assert "A" not in reply.text.replace("API", "")


@pytest.mark.requirement("R45")
def test_by_name_it_does_not_exist_for_anybody(app: Any) -> None:
    for route in ("call", "call/v2", "run", "api"):
        for name in ("secret", "false", "/secret", "Secret"):
            body = {"data": ["a"], "session_hash": "s"} if route != "call/v2" else {"value": "a"}
            for headers in (PAGE, API, {}):
                assert post(app.url, f"{route}/{name}", body, headers).status_code == 404
    described = httpx.get(f"{app.url}/gradio_api/info?all_endpoints=true").text
    described += httpx.get(f"{app.url}/gradio_api/openapi.json").text
    assert "secret" not in described


@pytest.mark.requirement("R45")
def test_the_page_reaches_it_through_its_session_over_http_and_the_socket(app: Any) -> None:
    body = {"data": ["a"], "fn_index": 1, "session_hash": "page"}
    assert post(app.url, "run/predict", body, PAGE).json()["data"] == ["A"]
    with connect(f"{app.url.replace('http', 'ws')}/gradio_api/socket?session_hash=page&after=0") as socket:
        socket.send(json.dumps({"id": 1, "path": "queue/join", "body": body}))
        seen = ""
        while "process_completed" not in seen:
            seen += str(socket.recv(timeout=10))
    assert '"data":["A"]' in seen


@pytest.mark.requirement("R45")
@pytest.mark.parametrize("opened", ["/", "/config"])
def test_who_says_nothing_is_a_page_where_the_server_gave_it_one(app: Any, opened: str) -> None:
    body = {"data": ["a"], "fn_index": 1, "session_hash": f"replayed-{len(opened)}"}
    with httpx.Client(base_url=app.url) as replay:
        assert replay.post("/gradio_api/queue/join", json=body).status_code == 404
        assert replay.get(opened).status_code == 200
        assert replay.post("/gradio_api/queue/join", json=body).status_code == 200
        assert replay.post("/gradio_api/run/predict", json=body).json()["data"] == ["A"]
        assert replay.post("/gradio_api/run/predict", json={**body, "session_hash": None}).status_code == 404
        assert replay.post("/gradio_api/queue/join", json=body, headers=API).status_code == 404
    assert post(app.url, "queue/join", body).status_code in (403, 404), "a stranger in the session of another"


@pytest.mark.requirement("R46")
@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "queue/join", {"data": [], "fn_index": 99, "session_hash": "s"}, 404),
        ("POST", "queue/join", {"data": [], "fn_index": -1, "session_hash": "s"}, 404),
        ("POST", "queue/join", {"data": [], "fn_index": "0", "session_hash": "s"}, 422),
        ("POST", "call/nosuch", {"data": []}, 404),
        ("POST", "call/v2/nosuch", {}, 404),
        ("POST", "call/v2/shown", {"nosuch": 1}, 422),
        ("POST", "run/nosuch", {"data": []}, 404),
        ("POST", "run/predict", {"data": [], "fn_index": 99}, 404),
        ("POST", "component_server", {"component_id": 99, "fn_name": "x"}, 404),
        ("POST", "stream/nosuch", {"data": [], "session_hash": "s"}, 404),
        ("POST", "nosuch", {}, 404),
        ("GET", "nosuch", None, 404),
        ("GET", "custom_component/nosuch/client/x/style.css", None, 404),
        ("GET", "upload_progress?upload_id=nosuch", None, 404),
        ("GET", "stream/s/1/2/playlist.m3u8", None, 404),
    ],
)
def test_what_does_not_exist_is_a_404_or_422(app: Any, method: str, path: str, body: Any, status: int) -> None:
    assert httpx.request(method, f"{app.url}/gradio_api/{path}", json=body, timeout=20).status_code == status


# Direct calls


class Meter:
    """A function that counts how many of its calls run at once."""

    def __init__(self) -> None:
        self.running = self.most = self.calls = 0
        self.lock = threading.Lock()
        self.go = threading.Event()

    def __call__(self, text: str) -> str:
        with self.lock:
            self.running += 1
            self.calls += 1
            self.most = max(self.most, self.running)
        assert self.go.wait(20)
        with self.lock:
            self.running -= 1
        return text


@pytest.mark.requirement("R47")
@pytest.mark.parametrize("limit", [1, 2])
def test_a_concurrency_limit_holds_over_all_routes_together(launched: Any, limit: int) -> None:
    meter = Meter()
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(meter, box, box, api_name="slow", concurrency_limit=limit)
    page = launched(demo)
    calls: list[tuple[str, Any]] = [
        ("run/slow", {"data": ["a"]}),
        ("api/slow", {"data": ["b"]}),
        ("run/predict", {"data": ["c"], "fn_index": 0}),
        ("call/slow", {"data": ["d"]}),
        ("queue/join", {"data": ["e"], "fn_index": 0, "session_hash": "s"}),
    ]
    with ThreadPoolExecutor(8) as pool:
        replies = [pool.submit(post, page.url, path, body) for path, body in calls]

        def waiting() -> int:
            return httpx.get(f"{page.url}/gradio_api/health").json()["waiting"]

        wait_until(lambda: meter.running == limit and waiting() == 5 - limit, "the others wait")
        meter.go.set()
        assert [reply.result().status_code for reply in replies] == [200] * 5
    wait_until(lambda: meter.calls == 5, "all have run")
    assert meter.most == limit
    assert waiting() == 0


@pytest.mark.requirement("R47", "R60")
def test_direct_calls_that_wait_count_towards_the_queues_bound(launched: Any) -> None:
    meter = Meter()
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(meter, box, box, api_name="slow")
    demo.queue(max_size=1)
    page = launched(demo)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(post, page.url, "run/slow", {"data": ["a"]})
        wait_until(lambda: meter.running == 1, "the first runs")
        second = pool.submit(post, page.url, "run/slow", {"data": ["b"]})
        health = f"{page.url}/gradio_api/health"
        wait_until(lambda: httpx.get(health).json()["waiting"] == 1, "the second waits")
        third = post(page.url, "run/slow", {"data": ["c"]})
        assert third.status_code == 503
        assert third.headers["retry-after"]
        assert third.json()["error"].startswith("Queue is full.")
        meter.go.set()
        assert [first.result().json()["data"], second.result().json()["data"]] == [["a"], ["b"]]


@pytest.mark.requirement("R47")
def test_closed_direct_calls_are_closed_however_they_are_asked_for(launched: Any) -> None:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        press = gr.Button().click
        press(str.upper, box, box, api_name="queued")
        press(str.upper, box, box, api_name="direct", queue=False)
    demo.queue(api_open=False)
    page = launched(demo)
    for path in ("run/queued", "api/queued", "run/queued/"):
        for headers in (PAGE, API, {}):
            assert post(page.url, path, {"data": ["a"]}, headers).status_code == 404
    for name in ("predict", "direct", "queued"):
        body = {"data": ["a"], "fn_index": 0, "session_hash": "s"}
        assert post(page.url, f"run/{name}", body, PAGE).status_code == 404
    assert post(page.url, "run/queued", {"data": [["a"]], "batched": True}).status_code == 404
    assert post(page.url, "run/direct", {"data": ["a"]}).json()["data"] == ["A"]
    assert post(page.url, "call/queued", {"data": ["a"]}).status_code == 200


@pytest.mark.requirement("R47")
def test_a_validator_judges_every_sample_of_a_batched_direct_call(launched: Any) -> None:
    ran: list[list[str]] = []
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(
            lambda texts: ran.append(texts) or texts, box, box, api_name="batch", batch=True, max_batch_size=4,
            validator=lambda text: gr.validate(text != "bad", "bad text"),
        )  # fmt: skip
    page = launched(demo)
    refused = post(page.url, "run/batch", {"data": [["good", "bad"]], "batched": True})
    assert (refused.status_code, refused.json()["error"]) == (422, "bad text")
    assert ran == []
    assert post(page.url, "run/batch", {"data": [["good", "fine"]], "batched": True}).json()["data"] == [
        ["good", "fine"]
    ]


@pytest.mark.requirement("R47")
def test_a_validator_judges_every_piece_of_a_live_input(launched: Any) -> None:
    seen: list[str] = []
    with gr.Blocks() as demo:
        box, out = gr.Image(streaming=True, sources=["webcam"], type="filepath"), gr.Textbox()
        box.stream(
            lambda picture: seen.append(str(picture)) or str(picture), box, out, api_name="live", time_limit=20,
            validator=lambda picture: gr.validate(picture is None, "no pictures"),
        )  # fmt: skip
    page = launched(demo)
    dot = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="
    picture = {"path": None, "url": dot, "meta": {"_type": "gradio.FileData"}}
    joined = post(page.url, "queue/join", {"data": [None], "fn_index": 0, "session_hash": "s"}, PAGE)
    event = joined.json()["event_id"]
    wait_until(lambda: seen == ["None"], "the first piece arrives")
    refused = post(page.url, f"stream/{event}", {"data": [picture], "session_hash": "s"}, PAGE)
    assert (refused.status_code, refused.json()["detail"][0]["message"]) == (422, "no pictures")
    taken = post(page.url, f"stream/{event}", {"data": [None], "session_hash": "s"}, PAGE)
    assert taken.status_code == 200
    wait_until(lambda: seen == ["None", "None"], "the next piece arrives")
    post(page.url, f"stream/{event}/close", {}, PAGE)
