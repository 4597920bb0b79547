"""A published client hears that its call was taken when it knows whether its stream has ended, over real sockets."""

from __future__ import annotations

import contextlib
import json
import queue
import select
import socket
from dataclasses import dataclass
from typing import Any

import pytest

import portico as gr
from portico.server.connection import Connection
from server.raw import PATIENCE, answer_on, ask, head, open_socket, request

CLIENT = ("Content-Type: application/json", "x-gradio-user: api")


@dataclass
class Served:
    """A page, and what its function was called with."""

    port: int
    calls: queue.Queue[str]

    def join(self, word: str, *fields: str) -> socket.socket:
        """Ask for a call; return where the answer comes, once the function has been called."""
        body = json.dumps({"data": [word], "fn_index": 0, "session_hash": "s"}).encode()
        connection = open_socket(self.port, request("POST", "/gradio_api/queue/join", body, *(fields or CLIENT)))
        assert self.calls.get(timeout=PATIENCE) == word
        return connection

    def stream(self, *fields: str) -> socket.socket:
        """Ask for the session's stream, as published clients do."""
        return open_socket(self.port, head("GET", "/gradio_api/queue/data?session_hash=s", *fields))

    def ended(self, *fields: str) -> socket.socket:
        """A stream that has ended, of which the client has not read the end."""
        with self.join("first") as first:
            assert answered(first)
        stream = self.stream(*fields)
        # The server has sent the end: another look at the stream finds it there.
        sent = b""
        while b"close_stream" not in sent or not sent.endswith(b"0\r\n\r\n"):
            assert select.select([stream], [], [], PATIENCE)[0]
            sent = stream.recv(65_536, socket.MSG_PEEK)
        return stream


@pytest.fixture
def served(launched: Any) -> Served:
    calls: queue.Queue[str] = queue.Queue()

    def note(word: str) -> str:
        calls.put(word)
        return word

    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(note, box, box)
    launched(demo)
    return Served(demo.server_port, calls)


def answered(connection: socket.socket) -> bool:
    """Whether an answer comes, which has an event id."""
    return "event_id" in answer_on(connection, "POST").json


def silent(served: Served, connection: socket.socket) -> bool:
    """Whether nothing came on a connection, though the server has gone on and answered others since."""
    for _ in range(3):
        assert ask(served.port, head("GET", "/config")).status == 200
    return not select.select([connection], [], [], 0)[0]


def words(stream: socket.socket) -> list[str]:
    """What the calls that a stream tells of have given."""
    raw = b""
    with contextlib.suppress(ConnectionResetError):
        while not raw.endswith(b"0\r\n\r\n"):
            raw += stream.recv(65_536)
    lines = [line[6:] for line in raw.decode().splitlines() if line.startswith("data: ")]
    messages = [json.loads(line) for line in lines]
    assert messages[-1]["msg"] == "close_stream"
    return [message["output"]["data"][0] for message in messages if message["msg"] == "process_completed"]


def test_an_answer_waits_until_the_client_has_closed_the_stream_it_read(served: Served) -> None:
    with served.ended() as stream:
        second = served.join("second")
        assert silent(served, second)
        assert b"connection: close" in stream.recv(65_536, socket.MSG_PEEK)
    with second:
        assert answered(second)
    with served.stream() as stream:
        assert words(stream) == ["second"]


def test_a_client_that_asks_for_something_else_on_the_connection_has_read_it_too(served: Served) -> None:
    with served.ended() as stream, served.join("second") as second:
        assert silent(served, second)
        stream.recv(65_536)
        stream.sendall(head("GET", "/config"))
        assert answered(second)


def test_a_client_that_was_reset_waits_for_nothing(served: Served) -> None:
    stream = served.ended()
    with served.join("second") as second:
        assert silent(served, second)
        # Closed with something unread, a socket says so.
        stream.close()
        assert answered(second)


def test_the_connection_of_who_reads_slowly_outlives_others_that_rest(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed by the server, it would say that the client has read what it has not."""
    # uvicorn gives each connection its own.
    short = property(lambda _: 0.05, lambda _, __: None)
    monkeypatch.setattr(Connection, "timeout_keep_alive", short, raising=False)
    with served.ended() as stream, open_socket(served.port, head("GET", "/config")) as other:
        assert answer_on(other).status == 200
        second = served.join("second")
        assert other.recv(1) == b""  # its rest is over
        assert silent(served, second)
        assert stream.recv(65_536).endswith(b"0\r\n\r\n")
        assert not select.select([stream], [], [], 0)[0]
    with second:
        assert answered(second)


@pytest.mark.parametrize("field", ["Connection: close", "Via: 1.1 somewhere", "X-Forwarded-For: 10.0.0.1"])
def test_where_nobody_can_tell_the_answer_waits_a_moment_only(served: Served, field: str) -> None:
    with served.ended(field), served.join("second") as second:
        assert answered(second)


def test_others_than_published_clients_keep_their_connection_and_wait_for_nothing(served: Served) -> None:
    json_only = CLIENT[:1]
    with served.join("first", *json_only) as first:
        assert answered(first)
    with served.stream() as stream:
        assert words(stream) == ["first"]
        with served.join("second", *json_only) as second:
            assert answered(second)
        stream.sendall(head("GET", "/gradio_api/queue/data?session_hash=s"))
        assert words(stream) == ["second"]
