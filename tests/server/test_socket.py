"""The page's socket: requests up, messages down, and going on where a connection broke."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from portico.call.context import Call
from portico.server.options import ServerOptions
from portico.wire.messages import Output
from server.harness import HOST, PATIENCE, Make, Site, Waits, echoes, returns, soon, yields

pytestmark = pytest.mark.anyio
OWN = {"origin": f"http://{HOST}"}


class Socket:
    """A page's end of a socket."""

    def __init__(self, site: Site, query: str = "session_hash=s1", headers: dict[str, str] = OWN, path: str = "socket"):
        scope = {
            "type": "websocket",
            "scheme": "ws",
            "path": f"/gradio_api/{path}",
            "raw_path": f"/gradio_api/{path}".encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(n.encode(), v.encode()) for n, v in {"host": HOST, "cookie": "c=1", **headers}.items()],
            "server": ("127.0.0.1", 7860),
            "client": ("127.0.0.1", 50000),
        }
        self._up: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._down: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._frames: list[dict[str, Any]] = []
        self.put({"type": "websocket.connect"})
        send = self._down.put
        self.task = asyncio.get_running_loop().create_task(site.server(scope, self._up.get, send))

    def put(self, event: dict[str, Any]) -> None:
        self._up.put_nowait(event)

    def ask(self, number: int, path: str, body: Any) -> None:
        self.put({"type": "websocket.receive", "text": json.dumps({"id": number, "path": path, "body": body})})

    def join(self, number: int, index: int, *data: Any) -> None:
        self.ask(number, "queue/join", {"fn_index": index, "data": list(data), "session_hash": "s1"})

    async def event(self) -> dict[str, Any]:
        """The server's next ASGI event."""
        return await asyncio.wait_for(self._down.get(), PATIENCE)

    @property
    def silent(self) -> bool:
        """Whether the server has said nothing more."""
        return self._down.empty()

    async def opened(self) -> Socket:
        assert (await self.event())["type"] == "websocket.accept"
        assert list(await self.frame()) == ["at"]
        return self

    async def frame(self) -> dict[str, Any]:
        while not self._frames:
            sent = await self.event()
            assert sent["type"] == "websocket.send", sent
            self._frames = json.loads(sent["text"])
        return self._frames.pop(0)

    async def until(self, kind: str) -> list[dict[str, Any]]:
        """The frames up to the one with a message of a kind."""
        frames: list[dict[str, Any]] = []
        while not frames or kind not in [message["msg"] for message in frames[-1].get("messages", [])]:
            frames.append(await self.frame())
        return frames

    async def leave(self) -> None:
        self.put({"type": "websocket.disconnect", "code": 1006})
        await asyncio.wait_for(self.task, PATIENCE)


def told(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message for frame in frames for message in frame.get("messages", [])]


async def test_a_call_goes_up_and_all_that_happens_comes_down(site: Site) -> None:
    site.page.add("echo", echoes)
    socket = await Socket(site).opened()
    socket.join(7, 0, "ü", [1, None])
    frames = await socket.until("process_completed")
    answer = next(frame for frame in frames if "id" in frame)
    messages = told(frames)
    assert (answer["id"], answer["status"]) == (7, 200)
    assert [message["msg"] for message in messages] == ["estimation", "process_starts", "process_completed"]
    assert {message["event_id"] for message in messages} == {answer["body"]["event_id"]}
    assert messages[-1]["output"]["data"] == ["ü", [1, None]]
    assert frames[-1]["at"] == 3
    await socket.leave()


async def test_a_call_without_the_queue_is_answered_in_its_place_and_others_are_not_kept_waiting(site: Site) -> None:
    slow = Waits("slow")
    site.page.add("slow", slow)
    site.page.add("fast", returns("fast"))
    socket = await Socket(site).opened()
    for number in (0, 1):
        socket.ask(number, "run/predict", {"fn_index": number, "data": [], "session_hash": "s1"})
    first = await socket.frame()
    slow.go.set()
    second = await socket.frame()
    assert [first["id"], second["id"]] == [1, 0]
    assert [first["body"]["data"], second["body"]["data"]] == [["fast"], ["slow"]]
    await socket.leave()


async def test_the_function_sees_who_opened_the_socket_and_the_query_of_the_request(site: Site) -> None:
    seen: list[Any] = []

    async def look(data: list[Any], call: Call) -> AsyncIterator[Output]:
        seen.append(call.caller)
        yield Output([])

    site.page.add("look", look)
    socket = await Socket(site, headers={**OWN, "user-agent": "A", "sec-websocket-key": "k"}).opened()
    socket.ask(1, "queue/join?lang=de", {"fn_index": 0, "data": [], "session_hash": "s1"})
    await socket.until("process_completed")
    (caller,) = seen
    assert caller.is_page
    assert (caller.query, caller.cookies, caller.session) == ([("lang", "de")], {"c": "1"}, "s1")
    assert ("user-agent", "A") in caller.headers
    assert not [name for name, _ in caller.headers if name.startswith("sec-websocket") or name == "upgrade"]
    await socket.leave()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("queue/join", {"data": "no list", "session_hash": "s1"}, 422),
        ("queue/join", {"fn_index": 99, "data": [], "session_hash": "s1"}, 404),
        ("queue/join", None, 422),
        ("nowhere", {}, 404),
        ("queue/data", {}, 405),
        ("../config", {}, 404),
    ],
)
async def test_a_refused_request_says_why_and_the_socket_goes_on(site: Site, path: str, body: Any, status: int) -> None:
    site.page.add("echo", echoes)
    socket = await Socket(site).opened()
    socket.ask(1, path, body)
    answer = await socket.frame()
    assert (answer["id"], answer["status"]) == (1, status)
    assert answer["body"]["detail"]
    socket.join(2, 0, "still here")
    assert told(await socket.until("process_completed"))[-1]["output"]["data"] == ["still here"]
    await socket.leave()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"id":"x"}', '{"id":1,"body":' + "[" * 10_000, '{"got":-1e400}'])
async def test_what_is_no_frame_ends_the_socket_and_nothing_else(site: Site, text: str) -> None:
    site.page.add("echo", echoes)
    socket = await Socket(site).opened()
    socket.put({"type": "websocket.receive", "text": text})
    assert await socket.event() == {"type": "websocket.close", "code": 1007}
    await asyncio.wait_for(socket.task, PATIENCE)
    again = await Socket(site).opened()
    again.join(1, 0, "on")
    assert told(await again.until("process_completed"))[-1]["success"]
    await again.leave()


async def test_an_answer_that_is_ready_after_the_page_was_told_to_go_is_dropped(site: Site) -> None:
    slow = Waits("slow")
    site.page.add("slow", slow)
    socket = await Socket(site).opened()
    socket.ask(1, "run/predict", {"fn_index": 0, "data": [], "session_hash": "s1"})
    await soon(slow.started)
    socket.put({"type": "websocket.receive", "text": "no JSON"})
    assert await socket.event() == {"type": "websocket.close", "code": 1007}
    slow.go.set()
    await soon(slow.ended)
    others = {one for one in asyncio.all_tasks() if "Conversation" in repr(one)}
    await asyncio.gather(*others)
    assert socket.silent


FORWARDED = {"host": "inner", "x-forwarded-host": "app.example", "origin": "https://app.example"}


@pytest.mark.requirement("R19")
@pytest.mark.parametrize(
    ("headers", "options", "open_to"),
    [
        (OWN, ServerOptions(), True),
        ({}, ServerOptions(), True),
        ({"origin": "https://evil.example"}, ServerOptions(), False),
        ({"origin": "http://127.0.0.1:1"}, ServerOptions(), False),
        ({"origin": "null"}, ServerOptions(), False),
        ({"sec-fetch-site": "cross-site"}, ServerOptions(), False),
        ({"host": "app.example", "origin": "https://evil.example"}, ServerOptions(loopback=False), False),
        ({"host": "app.example", "origin": "https://app.example"}, ServerOptions(loopback=False), True),
        ({"host": "app.example", "origin": "https://app.example"}, ServerOptions(), False),
        (FORWARDED, ServerOptions(trusted_proxies=["private"]), True),
        (FORWARDED, ServerOptions(loopback=False), False),
        ({"origin": "https://a.example"}, ServerOptions(origins=["https://a.example"]), True),
        ({"origin": "https://a.example"}, ServerOptions(origins=["*"]), False),
        ({"host": "inner", "origin": "https://a.example"}, ServerOptions(root_path="https://a.example/x"), True),
        ({"host": "other", "origin": "http://other"}, ServerOptions(trusted_hosts=["app.example"]), False),
        ({"host": "bad host"}, ServerOptions(), False),
    ],
)
async def test_only_the_apps_own_page_opens_one(
    make: Make, headers: dict[str, str], options: ServerOptions, open_to: bool
) -> None:
    socket = Socket(make(options), headers=headers)
    assert (await socket.event())["type"] == ("websocket.accept" if open_to else "websocket.close")
    await socket.leave()


@pytest.mark.parametrize("query", ["", "session_hash=", f"session_hash={'x' * 200}", "session_hash=s1&after=x"])
async def test_a_socket_needs_a_session(site: Site, query: str) -> None:
    socket = Socket(site, query)
    assert (await socket.event())["type"] == "websocket.close"
    await asyncio.wait_for(socket.task, PATIENCE)


async def test_there_is_no_other_socket(site: Site) -> None:
    socket = Socket(site, path="queue/join")
    assert (await socket.event())["type"] == "websocket.close"
    await asyncio.wait_for(socket.task, PATIENCE)


async def test_without_an_upgrade_it_says_what_it_is(site: Site) -> None:
    reply = await site.browser.get("/gradio_api/socket?session_hash=s1")
    assert (reply.status, reply.headers["upgrade"]) == (426, "websocket")


async def test_cut_after_every_message_everything_arrives_once_and_in_order(make: Make) -> None:
    site = make(grace=60.0)
    rows = [["x" * n] for n in range(1, 25)]
    site.page.add("grow", yields(*rows), generator=True)
    socket = await Socket(site).opened()
    socket.join(1, 0)
    seen: list[dict[str, Any]] = []
    at = 0
    while not seen or seen[-1]["msg"] != "process_completed":
        frame = await socket.frame()
        while not frame.get("messages"):
            frame = await socket.frame()
        # The first message arrives, the rest is lost with the connection.
        assert frame["at"] - len(frame["messages"]) == at
        seen.append(frame["messages"][0])
        at += 1
        await socket.leave()
        socket = await Socket(site, f"session_hash=s1&after={at}").opened()
    await socket.leave()
    kinds = [message["msg"] for message in seen]
    assert kinds == ["estimation", "process_starts", *["process_generating"] * 24, "process_completed"]
    text = seen[2]["output"]["data"][0]
    for message in seen[3:-1]:
        ((action, path, tail),) = message["output"]["data"][0]
        assert (action, path) == ("append", [])
        text += tail
    assert text == "x" * 24 == seen[-1]["output"]["data"][0]


async def test_an_event_stream_can_be_cut_and_resumed_too(make: Make) -> None:
    site = make(grace=60.0)
    go = Waits()
    site.page.add("wait", go)
    await site.browser.join(0, [])
    for header in ({}, {"last-event-id": "1"}):
        reading = site.browser.open("GET", "/gradio_api/queue/data?session_hash=s1&after=0", headers=header)
        seen = await reading.until(b"process_starts")
        assert (b"id: 1\n" in seen, b"id: 2\n" in seen) == (not header, True)
        await reading.leave()
    go.go.set()
    rest = await site.browser.get("/gradio_api/queue/data?session_hash=s1&after=2")
    blocks = rest.text.split("\n\n")
    assert blocks[0].startswith("id: 3\ndata: ")
    assert "process_completed" in blocks[0]
    assert blocks[1].startswith("data: ")
    assert "close_stream" in blocks[1]


async def test_what_is_not_kept_any_more_is_told(site: Site) -> None:
    site.page.add("echo", echoes)
    socket = await Socket(site).opened()
    socket.join(1, 0, "x")
    at = (await socket.until("process_completed"))[-1]["at"]
    socket.put({"type": "websocket.receive", "text": json.dumps({"got": at})})
    socket.join(2, 0, "y")
    await socket.until("process_completed")
    late = Socket(site, f"session_hash=s1&after={at - 1}")
    await late.opened()
    (message,) = (await late.frame())["messages"]
    assert (message["msg"], message["session_not_found"]) == ("unexpected_error", True)
    assert (await late.event())["type"] == "websocket.close"
    await late.leave()
    await socket.leave()


async def test_a_second_page_of_the_session_takes_over(site: Site) -> None:
    first = await Socket(site).opened()
    second = await Socket(site).opened()
    assert await first.event() == {"type": "websocket.close", "code": 4001}
    site.page.add("echo", echoes)
    second.join(1, 0, "mine")
    assert told(await second.until("process_completed"))[-1]["output"]["data"] == ["mine"]
    await first.leave()
    await second.leave()


async def test_a_job_goes_on_for_the_grace_and_is_cancelled_after_it(make: Make) -> None:
    for grace, comes_back in ((60.0, True), (0.01, False)):
        site = make(grace=grace)
        waits = Waits("done")
        site.page.add("wait", waits)
        socket = await Socket(site).opened()
        socket.join(1, 0)
        await asyncio.wait_for(waits.started.wait(), PATIENCE)
        await socket.leave()
        if not comes_back:
            await asyncio.wait_for(waits.ended.wait(), PATIENCE)
            continue
        waits.go.set()
        again = await Socket(site, "session_hash=s1&after=0").opened()
        assert told(await again.until("process_completed"))[-1]["output"]["data"] == ["done"]
        await again.leave()


async def test_the_socket_is_the_pages_heartbeat(make: Make) -> None:
    gone = asyncio.Event()
    site = make()

    async def leave(data: list[Any], call: Call) -> AsyncIterator[Output]:
        gone.set()
        yield Output([])

    site.engine.options.unload = [site.page.add("bye", leave).id]
    socket = await Socket(site).opened()
    assert site.engine.sessions.present("s1")
    await socket.leave()
    await asyncio.wait_for(gone.wait(), PATIENCE)
    assert not site.engine.sessions.present("s1")
    assert not site.engine.stores.channel.known("s1")


async def test_a_server_that_stops_says_so(site: Site) -> None:
    idle, busy = await Socket(site, "session_hash=s2").opened(), await Socket(site).opened()
    waits = Waits()
    site.page.add("wait", waits)
    busy.join(1, 0)
    await asyncio.wait_for(waits.started.wait(), PATIENCE)
    await site.server.stop()
    assert told(await busy.until("unexpected_error"))[-1]["message"] == "Server stopped unexpectedly."
    for socket in (idle, busy):
        event = await socket.event()
        while event["type"] == "websocket.send":
            event = await socket.event()
        assert event == {"type": "websocket.close", "code": 1012}
        await asyncio.wait_for(socket.task, PATIENCE)


async def test_a_page_that_cannot_be_told_is_let_go_so_that_it_comes_back(site: Site, caplog: Any) -> None:
    async def broken(session: str, after: int) -> AsyncIterator[Any]:
        raise RuntimeError("the store is away")
        yield

    site.engine.follow = broken  # type: ignore[method-assign]
    socket = await Socket(site).opened()
    assert await socket.event() == {"type": "websocket.close", "code": 1011}
    assert "A page could not be told what happened." in caplog.text
    await socket.leave()
