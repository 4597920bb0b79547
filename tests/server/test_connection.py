"""Connections on which nothing more comes: each ends by itself, and none that is in use does."""

from __future__ import annotations

import json
import select
from typing import Any

import pytest

import portico as gr
from portico.server.connection import LARGEST_HEAD, Connection
from server.raw import answer_on, ask, head, open_socket, request

pytestmark = pytest.mark.requirement("R59")

JSON = "Content-Type: application/json"


@pytest.fixture
def port(launched: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(Connection, "patience", 0.2)
    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(lambda text: text, box, box, api_name="echo")
    launched(demo)
    return demo.server_port


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


@pytest.mark.parametrize("sent", [b"", b"\r\n", head("GET", "/config") + b"\r\n"], ids=["nothing", "blank", "after"])
def test_a_connection_without_a_request_is_closed(port: int, sent: bytes) -> None:
    with open_socket(port, sent) as connection:
        if b"config" in sent:
            assert answer_on(connection).status == 200
            connection.sendall(b"\r\n")
        assert connection.recv(1) == b""


def test_a_second_request_that_stops_half_way_is_told_so(port: int) -> None:
    with open_socket(port, head("GET", "/config")) as connection:
        assert answer_on(connection).status == 200
        connection.sendall(b"GET /config HT")
        assert answer_on(connection).status == 408


def test_a_stream_and_a_body_that_comes_slowly_are_not_cut(port: int) -> None:
    body = json.dumps({"data": ["x"]}).encode()
    sent = request("POST", "/gradio_api/run/echo", body, JSON)
    with (
        open_socket(port, head("GET", "/gradio_api/heartbeat/a")) as stream,
        open_socket(port, sent[: -len(body)]) as slow,
    ):
        assert answer_on(stream).streams
        for byte in body:
            # Each byte comes within the time a body may pause; together they take longer.
            readable, _, _ = select.select([slow], [], [], 0.02)
            assert not readable
            slow.sendall(bytes([byte]))
        assert answer_on(slow, "POST").json["data"] == ["x"]
        readable, _, _ = select.select([stream], [], [], 0)
        assert not readable


def test_a_large_body_right_behind_a_head_is_no_large_head(port: int) -> None:
    body = json.dumps({"data": ["x" * 3 * LARGEST_HEAD]}).encode()
    assert ask(port, request("POST", "/gradio_api/run/echo", body, JSON)).status == 200
    long = "X-A: " + "a" * (LARGEST_HEAD - 1_000)
    assert ask(port, request("POST", "/gradio_api/run/echo", body, JSON, long)).status == 200
