"""A wire between a client and an app that passes bytes on, and keeps some back until a test lets them go."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field

PATIENCE = 20.0


@dataclass
class Held:
    """Part of one answer.

    Args:
        request: Text of the request that it answers.
        start: Where what is kept back begins.

    Attributes:
        reached: The app has sent it.
        parted: The client has closed the connection since.
    """

    request: bytes
    start: bytes
    reached: threading.Event = field(default_factory=threading.Event)
    parted: threading.Event = field(default_factory=threading.Event)
    let: threading.Event = field(default_factory=threading.Event)

    def go(self) -> None:
        """Let it go on."""
        self.let.set()


class Relay:
    """Listens for a client and speaks to an app, both over TCP, of which it changes nothing but the time.

    Args:
        port: Where the app listens.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._rules: list[Held] = []
        self._sockets: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def keep_back(self, request: str, start: str) -> Held:
        """Keep back, of the first answer to a request with some text in it, everything from another text on."""
        held = Held(request.encode(), start.encode())
        self._rules.append(held)
        return held

    def close(self) -> None:
        """Cut every connection."""
        for held in self._rules:
            held.go()
        for one in (self._listening, *self._sockets):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                app = socket.create_connection(("127.0.0.1", self._port))
                self._sockets += [client, app]
                line = _Line(self._rules, client, app)
                for pump in (line.up, line.down):
                    threading.Thread(target=pump, daemon=True).start()


class _Line:
    """One connection of the client's, and the one to the app that stands for it."""

    def __init__(self, rules: list[Held], client: socket.socket, app: socket.socket) -> None:
        self.rules = rules
        self.client = client
        self.app = app
        self.request = b""
        self.answering = False
        self.followed: list[Held] = []

    def up(self) -> None:
        """Pass on what the client says, its leaving included."""
        with contextlib.suppress(OSError):
            while data := self.client.recv(65_536):
                # A request follows the answer before it.
                self.request, self.answering = (b"" if self.answering else self.request) + data, False
                self.app.sendall(data)
        for held in self.followed:
            held.parted.set()
        with contextlib.suppress(OSError):
            self.app.shutdown(socket.SHUT_WR)

    def down(self) -> None:
        """Pass on what the app answers, except for what is kept back."""
        with contextlib.suppress(OSError):
            while data := self.app.recv(65_536):
                self.answering = True
                for held in self.rules:
                    if not held.reached.is_set() and held.request in self.request and held.start in data:
                        at = data.index(held.start)
                        self.client.sendall(data[:at])
                        data = data[at:]
                        self.followed.append(held)
                        held.reached.set()
                        held.let.wait(PATIENCE)
                self.client.sendall(data)
        with contextlib.suppress(OSError):
            self.client.shutdown(socket.SHUT_WR)
