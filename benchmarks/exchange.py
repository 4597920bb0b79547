"""The exchange of one event, over a plain socket that stays open, so that the load costs little: join, then read."""

from __future__ import annotations

import json
import socket


class Connection:
    """One keep-alive connection.

    Args:
        port: On 127.0.0.1.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def request(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Send a request and return the whole body."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nContent-Type: application/json\r\n"
        self._socket.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        return self._answer()

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def _more(self) -> None:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("The server closed the connection.")
        self._rest += data

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._rest:
            self._more()
        found, _, self._rest = self._rest.partition(mark)
        return found

    def _exactly(self, length: int) -> bytes:
        while len(self._rest) < length:
            self._more()
        found, self._rest = self._rest[:length], self._rest[length:]
        return found

    def _answer(self) -> bytes:
        head = self._until(b"\r\n\r\n").lower()
        if b"transfer-encoding: chunked" in head:
            parts: list[bytes] = []
            while size := int(self._until(b"\r\n"), 16):
                parts.append(self._exactly(size))
                self._until(b"\r\n")
            self._until(b"\r\n")
            return b"".join(parts)
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        return self._exactly(length)

    def event(self, session: str, fn: int, data: list[object]) -> bytes:
        """Run one event through the queue and return its stream."""
        body = json.dumps({"data": data, "fn_index": fn, "session_hash": session}).encode()
        self.request("POST", "/gradio_api/queue/join", body)
        return self.request("GET", f"/gradio_api/queue/data?session_hash={session}")


def one_event(port: int, fn: int) -> None:
    """Run one event and check its answer."""
    answer = Connection(port).event("first", fn, ["you"])
    if b"Hello you" not in answer:
        raise RuntimeError(f"Unexpected answer: {answer[:300]!r}")
