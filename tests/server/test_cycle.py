"""The answer to one request, as bytes on its connection."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

import portico as gr
from portico.server.connection import Connection
from portico.server.cycle import LARGE, Cycle
from server.raw import answer_on, head, open_socket, request

JSON = "Content-Type: application/json"
START = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}


class Line:
    """A transport and its flow control."""

    write_paused = False

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def resume_reading(self) -> None:
        return


def answered(app: Callable[[Cycle], Awaitable[None]], method: str = "GET", keep_alive: bool = True) -> tuple[Line, int]:
    """What an app sends, and how often the connection was told that the answer is complete."""
    line, over, running = Line(), list[int](), set[Any]()

    async def whole() -> None:
        transport: Any = line
        cycle = Cycle({"method": method}, transport, transport, keep_alive, False, lambda: over.append(1))

        async def asgi(scope: Any, receive: Any, send: Any) -> None:
            await app(cycle)

        cycle.task = asyncio.current_task()
        running.add(cycle.task)
        await cycle.run(asgi, running)

    asyncio.run(whole())
    assert running == set()
    return line, len(over)


def body(text: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": text, "more_body": more}


def test_head_and_body_go_together() -> None:
    async def app(cycle: Cycle) -> None:
        await cycle.send(START)
        await cycle.send(body(b"{}"))

    line, over = answered(app)
    assert line.sent == [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"]
    assert (over, line.closed) == (1, False)
    line, _ = answered(app, "HEAD")
    assert line.sent == [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"]
    line, _ = answered(app, keep_alive=False)
    assert line.sent == [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"]
    assert line.closed


def test_a_stream_goes_in_chunks_and_a_large_part_by_itself() -> None:
    async def app(cycle: Cycle) -> None:
        await cycle.send({"type": "http.response.start", "status": 200})
        await cycle.send(body(b"", more=True))
        await cycle.send(body(b"a" * 17, more=True))
        await cycle.send(body(b""))

    line, _ = answered(app)
    assert line.sent == [
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        b"11\r\n" + b"a" * 17 + b"\r\n",
        b"0\r\n\r\n",
    ]

    async def large(cycle: Cycle) -> None:
        await cycle.send({**START, "headers": [(b"content-length", b"%d" % (LARGE + 1))]})
        await cycle.send(body(b"a" * (LARGE + 1)))

    line, _ = answered(large)
    assert [len(piece) for piece in line.sent][1:] == [LARGE + 1]


@pytest.mark.parametrize(
    "messages",
    [
        [{**START, "headers": [(b"x-said", b"a\r\nset-cookie: b")]}],
        [{**START, "headers": [(b"x-said: a\nset-cookie", b"b")]}],
        [{**START, "headers": [(b"x-said", b"a\0")]}],
        [body(b"{}")],
        [START, START],
        [START, body(b"{}"), body(b"{}")],
        [START, body(b"{ }")],
        [START, body(b"{")],
    ],
    ids=["value", "name", "zero", "no head", "two heads", "two bodies", "too long", "too short"],
)
def test_what_is_no_answer_is_refused(messages: list[dict[str, Any]]) -> None:
    async def app(cycle: Cycle) -> None:
        for message in messages[:-1]:
            await cycle.send(message)
        with pytest.raises(RuntimeError):
            await cycle.send(messages[-1])

    line, _ = answered(app)
    assert b"set-cookie" not in b"".join(line.sent)


def test_a_failure_is_answered_where_nothing_was_and_cut_where_half_was(caplog: pytest.LogCaptureFixture) -> None:
    async def nothing(cycle: Cycle) -> None:
        raise asyncio.CancelledError

    async def half(cycle: Cycle) -> None:
        await cycle.send({"type": "http.response.start", "status": 200})
        raise ValueError

    with caplog.at_level(logging.CRITICAL, "portico.server"):
        line, over = answered(nothing)
        assert line.sent[0].startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
        assert (over, line.closed) == (1, False)
        line, over = answered(half)
        assert (over, line.closed) == (0, True)


def test_who_wants_to_know_is_told_once_that_the_client_has_gone() -> None:
    told: list[str] = []

    async def app(cycle: Cycle) -> None:
        cycle.when_gone(lambda: told.append("taken back"))
        cycle.when_gone(None)
        cycle.when_gone(lambda: told.append("gone"))
        cycle.set()  # more of the body came
        assert told == []
        cycle.disconnected = True
        cycle.set()
        cycle.when_gone(lambda: told.append("late"))
        assert await cycle.receive() == {"type": "http.disconnect"}
        await cycle.send(START)

    line, _ = answered(app)
    assert told == ["gone", "late"]
    assert line.sent == []


@pytest.fixture
def port(launched: Any) -> int:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(lambda text: text, box, box, api_name="echo")
    launched(demo)
    return demo.server_port


def test_requests_that_come_at_once_are_answered_one_by_one(port: int) -> None:
    sent = [
        request("POST", "/gradio_api/run/echo", json.dumps({"data": [text]}).encode(), JSON) for text in ("a", "b", "c")
    ]
    with open_socket(port, b"".join(sent)) as connection:
        arrived = b""
        while arrived.count(b'"data":') < 3:
            piece = connection.recv(65_536)
            assert piece, arrived
            arrived += piece
    assert [part[:5] for part in arrived.split(b'"data":')[1:]] == [b'["a"]', b'["b"]', b'["c"]']


def test_a_body_is_asked_for_where_the_client_waits_for_that(port: int) -> None:
    said = json.dumps({"data": ["x"]}).encode()
    fields = (JSON, f"Content-Length: {len(said)}", "Expect: 100-continue")
    with open_socket(port, head("POST", "/gradio_api/run/echo", *fields)) as connection:
        asked = b"HTTP/1.1 100 Continue\r\n\r\n"
        assert connection.recv(len(asked)) == asked
        connection.sendall(said)
        assert answer_on(connection, "POST").json["data"] == ["x"]


def test_a_connection_rests_only_so_long(launched: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Connection.connection_made

    def impatient(self: Connection, transport: asyncio.Transport) -> None:
        self.timeout_keep_alive = 0.2
        made(self, transport)

    monkeypatch.setattr(Connection, "connection_made", impatient)
    with gr.Blocks() as demo:
        gr.Textbox()
    launched(demo)
    with (
        open_socket(demo.server_port, head("GET", "/gradio_api/heartbeat/a")) as stream,
        open_socket(demo.server_port, head("GET", "/config")) as connection,
    ):
        assert answer_on(stream).streams
        assert answer_on(connection).status == 200
        connection.sendall(head("GET", "/config"))
        assert answer_on(connection).status == 200
        assert connection.recv(1) == b""
        stream.setblocking(False)
        with pytest.raises(BlockingIOError):
            stream.recv(1)  # it is in use
