"""What may befall a server: each kind of harm done to a running app, and what is left when it is over."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator

from benchmarks.exchange import Connection
from benchmarks.served import Served

APP = """
import threading, time
from pathlib import Path
import {module} as gr

gate = threading.Event()

def endless():
    text = "x" * 100_000
    Path("endless").touch()
    try:
        while True:
            yield text
            text = text[1:] + "y"
    finally:
        Path("endless").unlink(missing_ok=True)

with gr.Blocks() as demo:
    box = gr.Textbox()
    press = gr.Button().click
    press(lambda text: text, box, box, api_name="quick", concurrency_limit=None)
    press(lambda text: gate.wait(), box, box, api_name="held")
    press(endless, None, box, api_name="endless", concurrency_limit=None)
    press(lambda text: gate.wait(), box, box, api_name="hang", concurrency_limit=2)

demo.launch(server_port={port}, quiet=True, resume_grace=1)
"""
QUICK, HELD, ENDLESS, HANG = range(4)
API = "/gradio_api"


@contextlib.contextmanager
def sockets(port: int, count: int, sent: bytes = b"", buffer: int | None = None) -> Iterator[list[socket.socket]]:
    """Open so many connections, each with these bytes sent; they are closed at the end."""
    made: list[socket.socket] = []
    try:
        for _ in range(count):
            one = socket.socket()
            made.append(one)
            if buffer is not None:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
            one.connect(("127.0.0.1", port))
            one.sendall(sent)
        yield made
    finally:
        for one in made:
            one.close()


def head(method: str, path: str, *lines: str) -> bytes:
    """Return a request's head."""
    fields = "".join(f"{line}\r\n" for line in lines)
    return f"{method} {API}/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{fields}\r\n".encode()


def join(connection: Connection, index: int, session: str) -> dict[str, str]:
    """Queue a call and return the answer."""
    body = {"data": ["x"], "fn_index": index, "session_hash": session}
    return json.loads(connection.request("POST", f"{API}/queue/join", json.dumps(body).encode()))


def nothing(_: Served, seconds: float) -> str:
    """Nothing at all."""
    time.sleep(seconds)
    return ""


def slow_clients(app: Served, seconds: float) -> str:
    """100 clients that send a byte of their request's body each tenth of a second."""
    sent = head("POST", "queue/join", "Content-Type: application/json", "Content-Length: 10000")
    with sockets(app.port, 100, sent) as connections:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for one in connections:
                one.sendall(b" ")
            time.sleep(0.1)
    return "100 half requests"


def idle_connections(app: Served, seconds: float) -> str:
    """1,000 connections that say nothing, and 1,000 heartbeats that are open."""
    with sockets(app.port, 1_000), sockets(app.port, 0) as streams:
        for number in range(1_000):
            one = socket.create_connection(("127.0.0.1", app.port))
            one.sendall(head("GET", f"heartbeat/idle{number}"))
            streams.append(one)
        time.sleep(seconds)
    return "2,000 connections"


def waiting_sessions(app: Served, _: float) -> str:
    """10,000 sessions, each with a call that waits behind one place; then one more."""
    connection = Connection(app.port)
    began = time.perf_counter()
    for number in range(10_001):
        answer = join(connection, HELD, f"waiting{number}")
        assert "event_id" in answer, answer
    took = time.perf_counter() - began
    refused = join(connection, HELD, "one-too-many")["detail"]
    waiting = json.loads(connection.request("GET", f"{API}/health"))["waiting"]
    connection.close()
    return f"{10_001 / took:,.0f} joins a second; {waiting:,} wait; the next one is told “{refused}”"


def cut_uploads(app: Served, _: float) -> str:
    """300 uploads of 5 MB that are cut after 1 MB."""
    disposition = b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.bin"\r\n\r\n'
    sent = head("POST", "upload", "Content-Type: multipart/form-data; boundary=B", "Content-Length: 5000000")
    for _ in range(300):
        with socket.create_connection(("127.0.0.1", app.port)) as one:
            one.sendall(sent + disposition + b"x" * 1_000_000)
    end = time.monotonic() + 10
    while (left := [path for path in app.files.rglob("a.bin") if path.is_file()]) and time.monotonic() < end:
        time.sleep(0.05)
    return f"{len(left)} files are left"


def deaf_readers(app: Served, _: float) -> str:
    """20 clients that start an endless stream of 100 kB steps and read nothing of it."""
    connection = Connection(app.port)
    began = time.monotonic()
    running = app.folder / "endless"
    with contextlib.ExitStack() as stack:
        for number in range(20):
            join(connection, ENDLESS, f"deaf{number}")
            stack.enter_context(sockets(app.port, 1, head("GET", f"queue/data?session_hash=deaf{number}"), 4096))
        highest = 0.0
        while time.monotonic() - began < 240 and (running.exists() or time.monotonic() - began < 5):
            highest = max(highest, app.memory())
            time.sleep(0.25)
    connection.close()
    took = time.monotonic() - began
    return f"at most {highest:.0f} MB; " + ("still running" if running.exists() else f"all closed after {took:.0f} s")


def hung_handlers(app: Served, seconds: float) -> str:
    """20 calls of a function that never returns and may run twice at once."""
    connection = Connection(app.port)
    for number in range(20):
        join(connection, HANG, f"hung{number}")
    time.sleep(seconds)
    waiting = json.loads(connection.request("GET", f"{API}/health"))["waiting"]
    connection.close()
    return f"2 run, {waiting} wait"


def bad_requests(app: Served, seconds: float) -> str:
    """Four clients that send what is no JSON, as fast as it is refused."""
    counts = [0] * 4
    end = time.monotonic() + seconds

    def send(number: int) -> None:
        connection = Connection(app.port)
        while time.monotonic() < end:
            assert b"detail" in connection.request("POST", f"{API}/queue/join", b"[" * 1_000)
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return f"{sum(counts) / seconds:,.0f} refusals a second"


def kill(app: Served, _: float) -> str:
    """`kill -9` with calls that wait, and a new start on the same port."""
    connection = Connection(app.port)
    event = join(connection, HELD, "before")["event_id"]
    connection.close()
    app.process.kill()
    app.process.wait()
    began = time.monotonic()
    app.start()
    app.wait()
    took = time.monotonic() - began
    after = http.client.HTTPConnection("127.0.0.1", app.port, timeout=10)
    after.request("GET", f"{API}/call/held/{event}")
    told = after.getresponse().read().decode().replace("\n", " ").strip()
    after.close()
    return f"answers again after {took:.1f} s; the old call is told “{told}”"


HARMS: dict[str, Callable[[Served, float], str]] = {
    one.__name__: one
    for one in (
        nothing,
        slow_clients,
        idle_connections,
        waiting_sessions,
        cut_uploads,
        deaf_readers,
        hung_handlers,
        bad_requests,
        kill,
    )
}
