"""Faults: background work that fails, handlers that hang, clients that do not read, a process that is killed."""

from __future__ import annotations

import ast
import asyncio
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from server.harness import Make, returns
from serving import Program, wait_until
from websockets.sync.client import connect

import portico as gr
from portico.server.connection import Connection
from portico.server.socket_connection import SocketConnection

SOURCES = Path(gr.__file__).parent
WALL = {("time", "time"), ("time", "time_ns"), ("datetime", "utcnow")}


async def until(true: Callable[[], bool], what: str) -> None:
    """Wait for a condition while the event loop goes on."""
    await asyncio.to_thread(wait_until, true, what)


# Background work


@pytest.mark.anyio
@pytest.mark.requirement("R64")
async def test_cleaning_up_that_fails_is_told_and_goes_on(
    make: Make, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    site = make(sweep=0.01)
    broken, rounds = asyncio.Event(), asyncio.Event()

    async def forget() -> None:
        if broken.is_set():
            rounds.set()
        else:
            raise OSError("no disk")

    monkeypatch.setattr(site.engine.sessions, "forget_expired", forget)
    site.page.add("quick", returns("x"))
    await site.browser.join(0, [])  # the first request starts the engine
    await until(lambda: bool(site.engine.supervisor.failing), "the failure is known")
    health = await site.browser.get("/gradio_api/health")
    assert (health.status, health.json) == (
        200,
        {"status": "degraded", "waiting": 0, "failing": ["Cleaning up"]},
    )
    assert "Cleaning up failed, reference" in caplog.text
    broken.set()
    await asyncio.wait_for(rounds.wait(), 10)
    await until(lambda: not site.engine.supervisor.failing, "it works again")
    assert (await site.browser.get("/gradio_api/health")).json == {"status": "ok", "waiting": 0}


@pytest.mark.anyio
@pytest.mark.requirement("R64")
async def test_scheduling_that_fails_is_tried_again_and_no_call_is_lost(
    make: Make, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    site = make()
    site.page.add("quick", returns("x"))
    claim, failures = site.engine.stores.queue.claim, 2

    async def failing() -> Any:
        nonlocal failures
        if failures:
            failures -= 1
            raise ConnectionError("the store is away")
        return await claim()

    monkeypatch.setattr(site.engine.stores.queue, "claim", failing)
    await site.browser.join(0, [])
    health = await site.browser.get("/gradio_api/health")
    assert (health.status, health.json["status"], health.json["failing"]) == (503, "degraded", ["Scheduling"])
    assert [one["msg"] for one in await site.browser.messages()][-2:] == ["process_completed", "close_stream"]
    assert caplog.text.count("Scheduling failed, reference") == 2
    assert (await site.browser.get("/gradio_api/health")).json["status"] == "ok"


@pytest.mark.anyio
@pytest.mark.requirement("R64")
async def test_a_task_that_fails_by_itself_is_logged(make: Make, caplog: Any) -> None:
    site = make()

    async def broken() -> None:
        raise ValueError("by itself")

    with pytest.raises(ValueError, match="by itself"):
        await site.engine.supervisor.own(broken())
    await asyncio.sleep(0)
    assert "A background task failed, reference" in caplog.text
    assert not site.engine.supervisor.owned


# Handlers


@pytest.mark.requirement("R65")
def test_a_function_that_hangs_costs_its_own_place_only(launched: Any) -> None:
    go, begun = threading.Event(), threading.Event()

    def hang(text: str) -> str:
        begun.set()
        go.wait(30)
        return text

    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(hang, box, box, api_name="hang")
        gr.Button().click(str.upper, box, box, api_name="quick")
    page = launched(demo)
    api = f"{page.url}/gradio_api"
    try:
        for _ in range(5):
            assert httpx.post(f"{api}/call/hang", json={"data": ["a"]}).status_code == 200
        assert begun.wait(10)
        for _ in range(20):
            event = httpx.post(f"{api}/call/quick", json={"data": ["b"]}).json()["event_id"]
            assert 'data: ["B"]' in httpx.get(f"{api}/call/quick/{event}", timeout=10).text
        assert httpx.get(f"{api}/health").json() == {"status": "ok", "waiting": 4}
    finally:
        go.set()


# Clients that do not read


@pytest.fixture
def endless(launched: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A page whose function goes on for ever; `closed` says when it ended."""
    monkeypatch.setattr(Connection, "stalls", 0.3)
    monkeypatch.setattr(SocketConnection, "stalls", 0.3)
    closed = threading.Event()

    def go_on() -> Any:
        text = "x" * 100_000
        try:
            while True:
                yield text
                text = text[1:] + text[0] + "y"
        finally:
            closed.set()

    with gr.Blocks() as demo:
        gr.Button().click(go_on, None, gr.Textbox(), api_name="endless")
    page = launched(demo, resume_grace=0)
    page.closed = closed
    return page


def deaf_socket(port: int) -> socket.socket:
    """A connection that takes little and is never read."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    return connection


@pytest.mark.requirement("R61", "R62")
def test_a_stream_that_is_never_read_is_cut_and_its_function_closed(endless: Any) -> None:
    api, port = f"{endless.url}/gradio_api", int(endless.url.rpartition(":")[2])
    joined = {"data": [], "fn_index": 0, "session_hash": "deaf"}
    assert httpx.post(f"{api}/queue/join", json=joined).status_code == 200
    with deaf_socket(port) as connection:
        connection.sendall(b"GET /gradio_api/queue/data?session_hash=deaf HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert endless.closed.wait(20)
    wait_until(lambda: endless.demo.composed.engine.sizes()["jobs"] == 0, "the place is free")


@pytest.mark.requirement("R61", "R62")
def test_a_socket_that_is_never_read_is_cut_too(endless: Any) -> None:
    address = f"{endless.url.replace('http', 'ws')}/gradio_api/socket?session_hash=deaf&after=0"
    with deaf_socket(int(endless.url.rpartition(":")[2])) as connection:
        with connect(address, sock=connection, max_queue=1, close_timeout=0.1) as page:
            call = {"data": [], "fn_index": 0, "session_hash": "deaf"}
            page.send(json.dumps({"id": 1, "path": "queue/join", "body": call}))
            assert endless.closed.wait(20)
    wait_until(lambda: endless.demo.composed.engine.sizes()["jobs"] == 0, "the place is free")


# The process


PROGRAM = """
import time
import portico as gr

def work(text):
    time.sleep(60)
    return text

with gr.Blocks() as demo:
    box = gr.Textbox()
    seen = gr.State([])
    gr.Button().click(work, box, box, api_name="work")
    gr.Button().click(
        lambda text, seen: (text + str(len(seen)), [*seen, text]), [box, seen], [box, seen], api_name="note"
    )

demo.launch(shutdown_grace=0.2)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.requirement("R66")
def test_after_a_kill_old_names_get_clean_answers(serve: Any) -> None:
    app: Program = serve(PROGRAM)
    api = f"{app.url}/gradio_api"
    event = httpx.post(f"{api}/call/work", json={"data": ["a"]}).json()["event_id"]
    page = {"data": ["a", None], "fn_index": 1, "session_hash": "page"}
    httpx.post(f"{api}/queue/join", json=page)
    assert "process_completed" in httpx.get(f"{api}/queue/data?session_hash=page").text
    (path,) = httpx.post(f"{api}/upload", files={"files": ("a.txt", b"x")}).json()
    before = httpx.get(f"{api}/app_id").json()["app_id"]
    os.killpg(app.pid, signal.SIGKILL)
    app.restart()
    assert httpx.get(f"{api}/app_id").json()["app_id"] != before
    told = httpx.get(f"{api}/call/work/{event}").text
    assert told == 'event: error\ndata: "404: Not Found"\n\n'
    stream = httpx.get(f"{api}/queue/data?session_hash=page").text
    assert json.loads(stream.removeprefix("data: "))["session_not_found"] is True
    assert httpx.get(f"{api}/queue/data?session_hash=page&after=7").text.count("session_not_found") == 1
    assert httpx.get(f"{api}/file={path}").status_code == 403
    assert httpx.post(f"{api}/stream/{event}", json={"data": [], "session_hash": "page"}).status_code == 404
    cancel = {"session_hash": "page", "fn_index": 0, "event_id": event}
    assert httpx.post(f"{api}/cancel", json=cancel).json() == {"success": True}
    with connect(f"{app.url.replace('http', 'ws')}/gradio_api/socket?session_hash=page&after=7") as socket:
        seen = ""
        while "session_not_found" not in seen:
            seen += str(socket.recv(timeout=10))
    # The session of before can begin anew.
    httpx.post(f"{api}/queue/join", json=page)
    assert '"a0"' in httpx.get(f"{api}/queue/data?session_hash=page").text
    assert "Traceback" not in app.log


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.requirement("R66")
def test_a_server_that_is_told_to_end_does_so_though_a_function_hangs(serve: Any) -> None:
    app: Program = serve(PROGRAM)
    httpx.post(f"{app.url}/gradio_api/call/work", json={"data": ["a"]})
    wait_until(lambda: httpx.get(f"{app.url}/gradio_api/health").json()["waiting"] == 0, "it runs")
    app.end(seconds=10)


@pytest.mark.requirement("R66")
def test_no_timer_reads_the_clock_on_the_wall() -> None:
    told = []
    for path in SOURCES.rglob("*.py"):
        if "leaktest" in path.parts or path.name in ("links.py", "mark.py"):
            # A command and no server; what is signed for longer than the process, whose clock ends; times of files.
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            if named and (node.value.id, node.attr) in WALL:
                told.append(f"{path.relative_to(SOURCES)}:{node.lineno}")
    assert told == []


@pytest.mark.requirement("R66")
@pytest.mark.parametrize("jump", [-10 * 365 * 86_400.0, 10 * 365 * 86_400.0])
def test_a_clock_that_jumps_ends_nothing(launched: Any, monkeypatch: pytest.MonkeyPatch, jump: float) -> None:
    gate = threading.Event()
    with gr.Blocks() as demo:
        box, seen = gr.Textbox(), gr.State([])
        gr.Button().click(
            lambda text, seen: (f"{text}{len(seen)}", [*seen, text]), [box, seen], [box, seen], api_name="note"
        )
        gr.Button().click(lambda: gate.wait(20), api_name="slow", time_limit=15, run="thread")
        demo.delete_cache = (1, 3600)
    page = launched(demo)
    api = f"{page.url}/gradio_api"

    def note() -> str:
        body = {"data": ["a", None], "session_hash": "s"}
        return httpx.post(f"{api}/run/note", json=body).json()["data"][0]

    assert note() == "a0"
    (path,) = httpx.post(f"{api}/upload", files={"files": ("a.txt", b"x")}).json()
    event = httpx.post(f"{api}/call/slow", json={"data": []}).json()["event_id"]
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + jump)
    engine = page.demo.composed.engine
    loop = page.demo.composed.asgi._loop
    asyncio.run_coroutine_threadsafe(engine.sessions.forget_expired(), loop).result(10)
    assert note() == "a1"
    assert httpx.get(f"{api}/file={path}").status_code == 200
    gate.set()
    assert "event: complete" in httpx.get(f"{api}/call/slow/{event}").text
