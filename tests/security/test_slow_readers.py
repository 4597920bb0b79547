"""Readers over a real socket: who is slow gets everything, joined; who is deaf is cut; who comes back goes on."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx
import pytest
import uvicorn
from serving import wait_until
from websockets.sync.client import connect

import portico as gr
from portico.server.connection import Connection
from portico.server.socket_connection import SocketConnection
from portico.wire.edits import applied

WORDS = 20_000
FRAMES = 60


@pytest.fixture
def page(launched: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A page that cuts who takes nothing for half a second."""
    for kind in (Connection, SocketConnection):
        monkeypatch.setattr(kind, "stalls", 0.5)
    monkeypatch.setattr(uvicorn, "Config", partial(uvicorn.Config, ws_ping_interval=0.1, ws_ping_timeout=2))

    def words() -> Iterator[str]:
        text = ""
        for number in range(WORDS):
            text = f"{text[-500:]} {number}"
            yield text

    def frames() -> Iterator[str]:
        for number in range(FRAMES):
            yield f"{number} " + chr(97 + number % 26) * 200_000
        yield "the end"

    with gr.Blocks() as demo:
        box = gr.Textbox()
        gr.Button().click(words, None, box, api_name="words")
        gr.Button().click(frames, None, box, api_name="frames")
    return launched(demo)


def join(page: Any, index: int, session: str) -> None:
    body = {"data": [], "fn_index": index, "session_hash": session}
    assert httpx.post(f"{page.url}/gradio_api/queue/join", json=body).status_code == 200


def idle(page: Any) -> bool:
    return page.demo.composed.engine.sizes()["jobs"] == 0


@contextmanager
def stream(page: Any, session: str, after: int | None = 0, buffer: int = 0) -> Iterator[socket.socket]:
    """The stream of a session, of which nothing is read yet."""
    with socket.socket() as connection:
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.connect(("127.0.0.1", int(page.url.rpartition(":")[2])))
        query = "" if after is None else f"&after={after}"
        head = f"GET /gradio_api/queue/data?session_hash={session}{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        connection.sendall(head.encode())
        connection.settimeout(30)
        yield connection


def read(connection: socket.socket, *, most: int | None = None, piece: int = 65_536, pause: float = 0.0) -> bytes:
    """Read a stream to its end, or so many bytes of it; slowly, where each piece is followed by a pause."""
    got, waiting = b"", threading.Event()
    while (most is None or len(got) < most) and b"close_stream" not in got[-200:]:
        if not (more := connection.recv(piece)):
            break
        got += more
        waiting.wait(pause)
    return got


def shown(got: bytes, text: str | None = None, at: int = 0) -> tuple[str | None, int, list[str]]:
    """Return what a page shows that got these bytes, the number of the last message, and the kinds of all."""
    kinds: list[str] = []
    body = got.partition(b"\r\n\r\n")[2]
    plain = b"".join(line + b"\n" for line in body.split(b"\n") if not line.endswith(b"\r"))
    for block in plain.split(b"\n\n")[:-1]:
        lines = dict(line.split(b": ", 1) for line in block.strip().split(b"\n") if b": " in line)
        message = json.loads(lines[b"data"])
        at = int(lines.get(b"id", at))
        kinds.append(message["msg"])
        if message["msg"] == "process_generating":
            (data,) = message["output"]["data"]
            text = data if text is None else applied(text, [(one[0], one[1], one[2]) for one in data])
        elif message["msg"] == "process_completed":
            assert message["output"]["data"] == [text]
    return text, at, kinds


@pytest.mark.requirement("R61", "R62")
def test_who_comes_back_after_a_few_of_very_many_steps_misses_nothing_that_counts(page: Any) -> None:
    join(page, 0, "slow")
    with stream(page, "slow", buffer=4096) as connection:
        got = read(connection, most=3_000)
        wait_until(lambda: idle(page), "the function has ended", 30)
    text, at, kinds = shown(got[: got.rindex(b"id: ")])
    assert "process_generating" in kinds
    assert "process_completed" not in kinds
    with stream(page, "slow", at) as connection:
        text, _, kinds = shown(read(connection), text, at)
    assert text is not None
    assert text.endswith(f" {WORDS - 1}")
    assert kinds[-2:] == ["process_completed", "close_stream"]
    assert kinds.count("process_generating") < WORDS / 4


@pytest.mark.requirement("R61", "R62")
def test_a_slow_reader_is_not_cut_and_gets_the_result(page: Any) -> None:
    join(page, 1, "slow")
    with stream(page, "slow", buffer=16_384) as connection:
        got = read(connection, piece=32_768, pause=0.05)
    text, _, kinds = shown(got)
    assert text == "the end"
    assert kinds[-2:] == ["process_completed", "close_stream"]
    assert len(got) < FRAMES * 200_000 / 2, "steps are joined for it"


@pytest.mark.requirement("R61", "R62")
def test_a_slow_page_is_not_cut_though_its_answers_to_pings_are_late(page: Any) -> None:
    address = f"{page.url.replace('http', 'ws')}/gradio_api/socket?session_hash=slow&after=0"
    waiting = threading.Event()
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        connection.connect(("127.0.0.1", int(page.url.rpartition(":")[2])))
        slow = Slow(connection, waiting)
        with connect(address, sock=slow, close_timeout=0.1, ping_interval=None, max_size=None) as told:  # type: ignore[arg-type]
            call = {"data": [], "fn_index": 1, "session_hash": "slow"}
            told.send(json.dumps({"id": 1, "path": "queue/join", "body": call}))
            seen = ""
            while "process_completed" not in seen:
                seen = str(told.recv(timeout=30))
    assert '["the end"]' in seen.replace('"data": [', '"data":[')
    assert slow.pieces > 10


class Slow:
    """A socket that takes a little, and then nothing for a while."""

    def __init__(self, connection: socket.socket, waiting: threading.Event) -> None:
        self._connection = connection
        self._waiting = waiting
        self.pieces = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def recv(self, size: int) -> bytes:
        self.pieces += 1
        self._waiting.wait(0.05)
        return self._connection.recv(min(size, 32_768))


@pytest.mark.requirement("R61", "R62")
def test_a_deaf_reader_is_cut_and_who_comes_back_in_time_finds_the_result(page: Any) -> None:
    join(page, 1, "deaf")
    channel = page.demo.composed.engine.stores.channel
    with stream(page, "deaf", buffer=4096) as connection:
        assert connection.recv(100), "the stream began"
        wait_until(lambda: not channel.watched("deaf"), "it is cut", 30)
        wait_until(lambda: idle(page), "the function has ended", 30)
    with stream(page, "deaf") as connection:
        text, _, kinds = shown(read(connection))
    assert text == "the end"
    assert kinds[-2:] == ["process_completed", "close_stream"]
