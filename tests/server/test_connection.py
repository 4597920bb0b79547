"""Connections on which nothing more comes: each ends by itself, and none that is in use does."""

from __future__ import annotations

import json
import select
from typing import Any, cast

import pytest
from engine.virtual import VirtualLoop
from uvicorn import Config
from uvicorn.server import ServerState

import portico as gr
from portico.server.connection import LARGEST_HEAD, Connection
from server.raw import answer_on, ask, head, open_socket, request

pytestmark = pytest.mark.requirement("R59")

JSON = "Content-Type: application/json"


@pytest.fixture
def port(launched: Any) -> int:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(lambda text: text, box, box, api_name="echo")
    launched(demo)
    return demo.server_port


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server waits for almost nothing."""
    monkeypatch.setattr(Connection, "patience", 0.2)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "sent",
    [
        b"GET /config HTT",
        head("GET", "/config")[:-2],
        head("POST", "/gradio_api/run/echo", JSON, "Content-Length: 99"),
        head("POST", "/gradio_api/run/echo", JSON, "Content-Length: 99") + b'{"data":',
        head("POST", "/gradio_api/run/echo", JSON, "Transfer-Encoding: chunked") + b"5\r\nab",
        head("POST", "/gradio_api/upload", "Content-Type: multipart/form-data; boundary=B", "Content-Length: 9"),
    ],
    ids=["line", "head", "body", "half a body", "chunk", "form"],
)
def test_a_request_that_stops_half_way_is_told_so(port: int, sent: bytes) -> None:
    with open_socket(port, sent) as connection:
        answer = answer_on(connection, "POST")
        assert answer.status == 408
        assert "0.2 seconds" in answer.json["detail"]
        assert connection.recv(1) == b""


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("sent", [b"", b"\r\n", head("GET", "/config") + b"\r\n"], ids=["nothing", "blank", "after"])
def test_a_connection_without_a_request_is_closed(port: int, sent: bytes) -> None:
    with open_socket(port, sent) as connection:
        if b"config" in sent:
            assert answer_on(connection).status == 200
            connection.sendall(b"\r\n")
        assert connection.recv(1) == b""


@pytest.mark.usefixtures("impatient")
def test_a_second_request_that_stops_half_way_is_told_so(port: int) -> None:
    with open_socket(port, head("GET", "/config")) as connection:
        assert answer_on(connection).status == 200
        connection.sendall(b"GET /config HT")
        assert answer_on(connection).status == 408


class Line:
    """A transport that keeps what is sent."""

    def __init__(self) -> None:
        self.sent = b""
        self.closed = False

    def get_extra_info(self, name: str) -> None:
        """Nothing is known of it."""

    def write(self, data: bytes) -> None:
        self.sent += data

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        """It reads nothing by itself."""

    resume_reading = pause_reading


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the body."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message["more_body"]
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.mark.parametrize(("pause", "cut"), [(0.9, False), (1.1, True)])
def test_a_body_may_come_slowly_but_not_stop(monkeypatch: pytest.MonkeyPatch, pause: float, cut: bool) -> None:
    """Each byte comes within the time a body may pause; together they take longer."""
    monkeypatch.setattr(Connection, "patience", 1.0)
    loop, line, body = VirtualLoop(), Line(), b"slowly"
    config = Config(echo, lifespan="off", log_config=None)
    try:
        connection = Connection(config, ServerState(), {}, _loop=loop)
        connection.connection_made(cast("Any", line))
        connection.data_received(request("POST", "/", body)[: -len(body)])
        for byte in body:
            loop.advance(pause)
            if not line.closed:
                connection.data_received(bytes([byte]))
        loop.settle()
        assert line.closed == cut
        assert line.sent.startswith(b"HTTP/1.1 408" if cut else b"HTTP/1.1 200")
        assert line.sent.endswith(body) != cut
    finally:
        connection.connection_lost(None)
        loop.settle()
        loop.close()


@pytest.mark.usefixtures("impatient")
def test_a_stream_on_which_nothing_is_said_is_not_cut(port: int) -> None:
    with open_socket(port, head("GET", "/gradio_api/heartbeat/a")) as stream:
        assert answer_on(stream).streams
        with open_socket(port, b"") as other:
            assert other.recv(1) == b""  # which said nothing for as long as a head may take
        readable, _, _ = select.select([stream], [], [], 0)
        assert not readable


def test_a_large_body_right_behind_a_head_is_no_large_head(port: int) -> None:
    body = json.dumps({"data": ["x" * 3 * LARGEST_HEAD]}).encode()
    assert ask(port, request("POST", "/gradio_api/run/echo", body, JSON)).status == 200
    long = "X-A: " + "a" * (LARGEST_HEAD - 1_000)
    assert ask(port, request("POST", "/gradio_api/run/echo", body, JSON, long)).status == 200
