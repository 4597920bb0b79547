"""Requests of the grammar against a running app: what answers they get, and what they must not do."""

from __future__ import annotations

import http.client
import select
import socket
from dataclasses import dataclass, field
from pathlib import Path

from server.attacks import MARK
from server.raw import PATIENCE, open_socket
from serving import Program

from fuzz.grammar import Grammar, shorter
from fuzz.talk import Talk, failures
from portico.server.site import STATIC

UNBUILT = not (STATIC / "index.html").is_file()
"""Whether the page for browsers is missing, as in a fresh checkout: asked for it, the server says so with a 503."""
VICTIM = Path(__file__).parents[1] / "server" / "victim.py"


@dataclass
class Hunt:
    """A hunt for failures of one app.

    Args:
        program: The app.
        seed: Where chance begins.
    """

    program: Program
    seed: int
    sent: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.grammar = Grammar(self.seed)

    def one(self) -> None:
        """Send one request, and note what is wrong with its answer."""
        request = self.grammar.request()
        self.sent += 1
        try:
            status, body = self._ask(request)
        except TimeoutError:
            self._note(f"no answer within {PATIENCE:g} s", request)
            return
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status >= 500 and not (status == 503 and UNBUILT):
            self._note(f"{status} {body[:300]!r}", request)
        if b"Traceback" in body or b'File "' in body:
            self._note(f"a trace: {body[:300]!r}", request)

    def talk(self) -> None:
        """Open one socket of the page's, send frames, and note what is wrong with what comes back."""
        talk = Talk(self.grammar)
        self.sent += 1
        try:
            got = talk.hold(self.program.port)
        except TimeoutError:
            self._note(f"a socket was not ended within {PATIENCE:g} s", b"".join(talk.frames))
            return
        for what in failures(got):
            self._note(what, b"".join(talk.frames))

    def _ask(self, request: bytes) -> tuple[int, bytes]:
        """Return the answer; 0 where the server closed the connection, or still waits for what it was promised."""
        with open_socket(self.program.port, request) as connection:
            if not select.select([connection], [], [], 0.5)[0]:
                # It may wait for the rest of a body that was damaged on the way: that there is no rest, it learns now.
                connection.shutdown(socket.SHUT_WR)
            reply = http.client.HTTPResponse(connection, method=request.split(b" ", 1)[0].decode("latin-1"))
            try:
                reply.begin()
                # A stream says what it has to say when there is something to say.
                streams = reply.getheader("content-type", "").startswith("text/event-stream")
                return reply.status, b"" if streams else reply.read()
            except TimeoutError:
                raise
            except (OSError, http.client.HTTPException):
                return 0, b""  # what was no HTTP may be answered with an end

    def _note(self, what: str, request: bytes) -> None:
        self.failures.append(f"seed {self.seed}, request {self.sent}: {what}\n    {shorter([request])!r}")

    def look_at_log(self) -> None:
        """Note what the log must not say."""
        log = self.program.log
        for forbidden in (MARK, "Traceback", "\x1b["):
            if forbidden in log:
                at = log.index(forbidden)
                self.failures.append(f"seed {self.seed}: the log says {log[max(0, at - 300) : at + 300]!r}")
