"""Requests on whose end two servers could disagree: what one takes for a body, the other takes for a second request."""

from __future__ import annotations

from typing import Any

import pytest
from server.raw import head, open_socket

import portico as gr

JSON = "Content-Type: application/json"
CHUNKED = b"0\r\n\r\n"
SECOND = b"GET /config HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture(scope="module")
def port() -> Any:
    with gr.Blocks() as demo:
        box = gr.Textbox()
        box.submit(lambda text: text, box, box, api_name="echo")
    demo.launch(prevent_thread_lock=True, quiet=True)
    yield demo.server_port
    demo.close()


def told(port: int, sent: bytes) -> bytes:
    """All that comes back until the server closes the connection."""
    received = b""
    with open_socket(port, sent) as connection:
        while piece := connection.recv(65_536):
            received += piece
    return received


@pytest.mark.requirement("R80")
@pytest.mark.parametrize(
    "fields",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked", "Content-Length: 5"),
        ("Content-Length: 0", "Transfer-Encoding: chunked"),
        ("Content-Length: 5", "Transfer-Encoding: identity"),
        ("Content-Length: 5", "Transfer-Encoding : chunked"),
        ("Content-Length: 5", "transfer-encoding:\tchunked"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 5", "Content-Length: 5"),
        ("Content-Length: 5, 6",),
        ("Content-Length: +5",),
        ("Content-Length: -1",),
        ("Content-Length: 0x5",),
        ("Content-Length: 5 5",),
        ("Content-Length: 99999999999999999999",),
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        ("Transfer-Encoding: \x0bchunked",),
        ("X: a\r\n Content-Length: 5", "Transfer-Encoding: chunked", "Content-Length: 3"),
        ("X: a\nTransfer-Encoding: chunked", "Content-Length: 5"),
        ("X: a\rTransfer-Encoding: chunked", "Content-Length: 5"),
        ("Content-Length\x00: 5",),
    ],
)
def test_a_head_with_two_ends_is_refused_and_the_connection_closed(port: int, fields: tuple[str, ...]) -> None:
    answer = told(port, head("POST", "/gradio_api/run/echo", JSON, *fields) + CHUNKED + SECOND)
    assert answer.startswith(b"HTTP/1.1 400 "), answer[:80]
    assert answer.count(b"HTTP/1.1 ") == 1, "what follows must not be taken for a second request"


@pytest.mark.requirement("R80")
@pytest.mark.parametrize(
    "body",
    [
        b"5;\r\n",
        b"0x5\r\nabcde\r\n0\r\n\r\n",
        b"-1\r\n",
        b"5\nabcde\n0\n\n",
        b"\r\n",
        b"ffffffffffffffffff\r\n",
        b"2\r\nabcd\r\n0\r\n\r\n",
    ],
)
def test_a_chunk_that_is_none_ends_the_connection(port: int, body: bytes) -> None:
    sent = head("POST", "/gradio_api/run/echo", JSON, "Transfer-Encoding: chunked") + body + SECOND
    answer = told(port, sent)
    assert answer.startswith(b"HTTP/1.1 400 "), answer[:80]
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.requirement("R80")
def test_a_request_after_a_refused_body_is_not_read_from_it(port: int) -> None:
    """A body that nobody reads must not be taken for requests."""
    inner = b"GET /gradio_api/app_id HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    sent = head("POST", "/gradio_api/run/echo", JSON, "Origin: https://evil.example", f"Content-Length: {len(inner)}")
    last = SECOND.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    answers = told(port, sent + inner + last)
    assert answers.startswith(b"HTTP/1.1 403 ")
    assert answers.count(b"HTTP/1.1 ") <= 2
    assert b'"app_id":' not in answers.partition(b"HTTP/1.1 200 ")[0]
    assert not answers.partition(b"HTTP/1.1 200 ")[2].rpartition(b"\r\n\r\n")[2].startswith(b'{"app_id"')


@pytest.mark.requirement("R20")
@pytest.mark.parametrize(
    "sent", [b"GARBAGE\r\n\r\n", head("GET", "/", "X-A: " + "a" * 70_000), head("GET", "/nosuch", "Connection: close")]
)
def test_every_answer_forbids_guessing_types(port: int, sent: bytes) -> None:
    assert b"x-content-type-options: nosniff\r\n" in told(port, sent).lower()
