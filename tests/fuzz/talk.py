"""Frames of the grammar on the page's socket: what a page, or somebody who pretends to be one, may send up."""

from __future__ import annotations

import json
import os
import re
import select
import socket
from random import Random
from typing import Any

from server.attacks import MARK
from server.raw import PATIENCE, head, open_socket
from server.rows import API, ROWS

from fuzz.grammar import SESSIONS, Grammar

PATHS = [row.path.removeprefix(f"{API}/").replace("{}", row.good) for row in ROWS]
TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9
QUIET = 0.05
"""Seconds without a word after which nothing more is expected of the server."""
STATUS = re.compile(rb'"status":(\d+)')


class Talk:
    """One connection, made by chance.

    Args:
        grammar: Makes what is in the frames.
    """

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.chance: Random = grammar.chance
        self.frames = [self._frame() for _ in range(self.chance.randrange(1, 12))]

    def opening(self) -> bytes:
        """Return the request that opens the socket."""
        after = self.chance.choice(["0", "0", "0", "3", "-1", "x", "9" * 30, ""])
        query = f"session_hash={self.chance.choice(SESSIONS)}&after={after}".replace(" ", "%20")
        key = "dGhlIHNhbXBsZSBub25jZQ==" if self.chance.random() < 0.9 else self.grammar.text(10).replace("\n", "")
        return head(
            "GET", f"{API}/socket?{query}".encode("ascii", "ignore").decode(), "Connection: Upgrade",
            "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key.encode('ascii', 'ignore').decode()}".replace("\r", "").replace("\x00", ""),
        )  # fmt: skip

    def hold(self, port: int) -> bytes:
        """Send all, and return what came back; raises TimeoutError where the server does not end the connection."""
        with open_socket(port, self.opening()) as connection:
            got = self._hear(connection, b"\r\n\r\n")
            if not got.startswith(b"HTTP/1.1 101"):
                return got
            try:
                for frame in self.frames:
                    connection.sendall(frame)
                while select.select([connection], [], [], QUIET)[0]:
                    if not (more := connection.recv(65_536)):
                        return got
                    got += more
                connection.shutdown(socket.SHUT_WR)
                return got + self._hear(connection, None)
            except TimeoutError:
                raise
            except OSError:
                return got  # it refused what was no frame, by closing

    @staticmethod
    def _hear(connection: socket.socket, end: bytes | None) -> bytes:
        connection.settimeout(PATIENCE)
        got = b""
        while (end is None or end not in got) and (more := connection.recv(65_536)):
            got += more
        return got

    def _frame(self) -> bytes:
        """Return one frame, odd in some of its parts."""
        odd = self.chance.random
        opcode = self.chance.choice([BINARY, CLOSE, PING, 0, 3, 10]) if odd() < 0.15 else TEXT
        payload = self._payload()
        if opcode >= CLOSE:
            payload = payload[:125]
        first = opcode | (0x80 if odd() < 0.93 else self.chance.choice([0x00, 0x40, 0xC0]))
        size = len(payload) if odd() < 0.95 else self.chance.choice([0, len(payload) + 1, 2**31, 2**62])
        masked = 0x80 if odd() < 0.97 else 0
        if size < 126:
            length = bytes([masked | size])
        elif size < 2**16:
            length = bytes([masked | 126]) + size.to_bytes(2, "big")
        else:
            length = bytes([masked | 127]) + size.to_bytes(8, "big")
        mask = os.urandom(4) if masked else b""
        hidden = bytes(one ^ mask[at % 4] for at, one in enumerate(payload)) if masked else payload
        return bytes([first]) + length + mask + hidden

    def _payload(self) -> bytes:
        kind = self.chance.randrange(8)
        if kind == 0:
            return self.chance.randbytes(self.chance.randrange(40))
        if kind == 1:
            return self._text(self.grammar.value())
        if kind == 2:
            return self._text({"got": self.chance.choice([0, 1, 5, -1, 2**40, 2**70, 1.5, "1", None, []])})
        frame: dict[str, Any] = {"id": self.chance.randrange(100), "path": self.chance.choice(PATHS)}
        if kind == 3:
            frame[self.chance.choice(["id", "path", "got", "body", "other"])] = self.grammar.value()
        if isinstance(frame["path"], str):
            frame["path"] = frame["path"].replace(MARK, "x")  # the log names the paths that it refuses
        if "body" in frame:
            return self._text(frame)
        return self._text(frame)[:-1] + b', "body": ' + self.grammar.body(self.chance.choice(ROWS)) + b"}"

    @staticmethod
    def _text(value: Any) -> bytes:
        return json.dumps(value).encode(errors="replace")


def failures(got: bytes) -> list[str]:
    """Return what is wrong with what came back."""
    found = [f"status {status.decode()} on the socket" for status in STATUS.findall(got) if int(status) >= 500]
    return found + ["a trace on the socket"] * (b"Traceback" in got or b'File \\"' in got)
