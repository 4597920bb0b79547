"""HTTP by hand, over a real socket: what no well-behaved client would send."""

from __future__ import annotations

import http.client
import json
import socket
from dataclasses import dataclass
from typing import Any

PATIENCE = 10.0
"""Seconds within which a server has to answer, whatever it is sent."""


@dataclass
class Answer:
    """What came back; of an event stream, its first block."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def streams(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/event-stream")


def head(method: str, target: str, *fields: str, host: str = "127.0.0.1") -> bytes:
    """A request's head; `fields` are whole header lines."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", *fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def request(method: str, target: str, body: bytes, *fields: str) -> bytes:
    """A request with a body."""
    return head(method, target, *fields, f"Content-Length: {len(body)}") + body


def open_socket(port: int, sent: bytes) -> socket.socket:
    """A connection on which these bytes were sent, or as many of them as the server took."""
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    try:
        connection.sendall(sent)
    except ConnectionError:
        # It answered before it had everything, and closed.
        pass
    return connection


def answer_on(connection: socket.socket, method: str = "GET") -> Answer:
    """The answer on a connection; raises where there is none within PATIENCE."""
    reply = http.client.HTTPResponse(connection, method=method)
    reply.begin()
    headers = {name.lower(): value for name, value in reply.getheaders()}
    if headers.get("content-type", "").startswith("text/event-stream"):
        body = b""
        while not body.endswith(b"\n\n"):
            piece = reply.read1()
            if not piece:
                break
            body += piece
    else:
        body = reply.read()
    return Answer(reply.status, headers, body)


def ask(port: int, sent: bytes) -> Answer:
    """Send bytes and return what is answered."""
    with open_socket(port, sent) as connection:
        return answer_on(connection, sent.split(b" ", 1)[0].decode("latin-1"))


def form(*parts: bytes, end: bytes = b"--B--\r\n") -> bytes:
    """A multipart body with the boundary B; each part is its headers and content."""
    return b"".join(b"--B\r\n" + part + b"\r\n" for part in parts) + end
