"""`auth_dependency`: the author's own function says who somebody is, and whatever goes wrong in it lets nobody in."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from serving import free_port, wait_until
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

import portico as gr
from security.entrance import ANN, SECRETS, ask, ledger, log_in, told

WHO = {"x-who": "ann"}


def by_header(request: Any) -> str | None:
    return request.headers.get("x-who")


async def by_header_async(request: Any) -> str | None:
    return request.headers.get("x-who")


@pytest.mark.requirement("R34")
@pytest.mark.parametrize("ask_who", [by_header, by_header_async])
def test_the_name_is_what_the_function_returns(launched: Any, ask_who: Any) -> None:
    app = launched(ledger(), auth_dependency=ask_who, auth_message="Come in by the front door")
    stranger = httpx.get(app.url)
    assert stranger.status_code == 401
    assert stranger.json()["detail"] == {"error": "Not authenticated", "auth_message": "Come in by the front door"}
    assert not any(secret in stranger.text for secret in SECRETS)
    with httpx.Client(base_url=app.url, headers=WHO) as client:
        config = client.get("/config").json()
        assert (config["username"], config.get("sign_out", False)) == ("ann", False)
        assert client.get("/gradio_api/user").json() == "ann"
        ask(client)
        assert "x for ann 0" in told(client)
        assert client.post("/login", data={"username": "a", "password": "b"}).status_code == 302
        address = app.url.replace("http", "ws") + "/gradio_api/socket?session_hash=s2&after=0"
        with connect(address, additional_headers=WHO) as socket:
            sent = {"data": ["y", None], "fn_index": 0, "session_hash": "s2"}
            socket.send(json.dumps({"id": 1, "path": "queue/join", "body": sent}))
            while "y for ann 0" not in socket.recv(10):
                continue
    with pytest.raises(InvalidStatus):
        connect(address)


def _raises(request: Any) -> str:
    raise KeyError("who")


def _exits(request: Any) -> str:
    raise SystemExit(3)


async def _raises_async(request: Any) -> str:
    raise RuntimeError("no database")


@pytest.mark.requirement("R34")
@pytest.mark.parametrize(
    "ask_who",
    [_raises, _exits, _raises_async, lambda request: None, lambda request: "", lambda request: True,
     lambda request: {"name": "ann"}, lambda request: 7, lambda: "ann"],
)  # fmt: skip
def test_whatever_is_no_name_lets_nobody_in(launched: Any, ask_who: Any) -> None:
    app = launched(ledger(), auth_dependency=ask_who)
    for _ in range(2):
        assert httpx.get(f"{app.url}/config").status_code == 401
        assert httpx.get(app.url).status_code == 401
    assert httpx.get(f"{app.url}/gradio_api/health").json() == {"status": "ok"}


@pytest.mark.requirement("R34")
def test_the_author_may_refuse_with_an_answer_of_their_own(launched: Any) -> None:
    from starlette.exceptions import HTTPException

    def elsewhere(request: Any) -> str:
        raise HTTPException(307, "Go there", headers={"Location": "https://login.example/"})

    app = launched(ledger(), auth_dependency=elsewhere)
    answer = httpx.get(f"{app.url}/config")
    assert (answer.status_code, answer.headers["location"]) == (307, "https://login.example/")


@pytest.mark.requirement("R34", "R37")
def test_a_mounted_app_has_a_door_of_its_own(tmp_path: Any) -> None:
    import threading

    import uvicorn
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    outer = Starlette(routes=[Route("/open", lambda request: PlainTextResponse("open"))])
    gr.mount_gradio_app(outer, ledger(), "/desk", auth_dependency=by_header_async)
    gr.mount_gradio_app(outer, ledger(), "/club", auth=ANN, auth_message="Members only")
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(outer, port=port, log_level="error", ws="websockets-sansio"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: server.started, "the server answers")
        assert httpx.get(f"{url}/open").text == "open"
        for path in ("/desk/config", "/desk/", "/desk/gradio_api/info", "/desk//config", "/desk/../desk/config"):
            assert httpx.get(url + path).status_code == 401, path
        with httpx.Client(base_url=f"{url}/desk", headers=WHO) as client:
            ask(client)
            assert "x for ann 0" in told(client)
        page = httpx.get(f"{url}/club/")
        assert (page.status_code, "Members only" in page.text) == (200, True)
        assert not any(secret in page.text for secret in SECRETS)
        with log_in(f"{url}/club") as client:
            assert client.get("/gradio_api/user").json() == "ann"
            assert client.get("/config").json()["root"].endswith("/club")
        form = httpx.post(
            f"{url}/club/", data={"username": "ann", "password": "tulip"}, headers={"accept": "text/html"}
        )
        assert (form.status_code, form.headers["location"]) == (303, "./")
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.mark.requirement("R34")
def test_every_way_into_a_function_brings_the_name(launched: Any) -> None:
    seen: dict[str, str | None] = {}

    def note(what: str) -> Any:
        def fn(request: gr.Request) -> str:
            seen[what] = request.username
            return what

        return fn

    with gr.Blocks() as demo:
        answer = gr.Textbox()
        demo.load(note("load"), None, answer)
        gr.Button().click(note("direct"), None, answer, api_name="direct", queue=False)
        demo.unload(note("unload"))

        @gr.render()
        def part(request: gr.Request) -> None:
            seen["render"] = request.username

    app = launched(demo, auth=ANN, resume_grace=0)
    with log_in(app.url) as client:
        config = client.get("/config").json()
        loads = [one["id"] for one in config["dependencies"] if [0, "load"] in one["targets"]]
        for number in loads:
            sent = {"data": [], "fn_index": number, "session_hash": "s1"}
            assert client.post("/gradio_api/queue/join", json=sent).is_success
        told(client)
        client.post("/gradio_api/run/direct", json={"data": []}).raise_for_status()
        called = client.post("/gradio_api/call/direct", json={"data": []}).json()["event_id"]
        assert "direct" in client.get(f"/gradio_api/call/direct/{called}").text
        with client.stream("GET", "/gradio_api/heartbeat/s1") as beats:
            next(beats.iter_bytes())
        wait_until(lambda: "unload" in seen, "the visitor's leaving is noticed")
    assert seen == dict.fromkeys(("load", "render", "direct", "unload"), "ann")
