"""One HTTP connection, with bounds on what a client may send before anybody looks at it.

uvicorn reads a head of any size and waits for its end for ever. Bounds that cost nothing for a request that arrives in
one piece are added here; what a route reads of a body is bounded in `body` and `form`. From a complete head to the end
of its answer, requests are Portico's own work (`cycle`): uvicorn's took an eighth of an event.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from httptools import parse_url
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from portico.server.addresses import Addresses
from portico.server.cycle import Cycle
from portico.server.stall import Stall, keep_little
from portico.wire.codec import encode

if TYPE_CHECKING:
    from portico.server.socket_connection import SocketConnection

LARGEST_HEAD = 64 * 1024
"""Bytes that the request line and the headers may have together."""
PARTING = 60.0
"""Seconds that a client may take to read the end of an answer after which it is to close the connection."""


class Connection(HttpToolsProtocol):
    """Speaks HTTP on one socket.

    Args:
        args: What uvicorn gives every connection.
        addresses: Counts the connections of each address; None: nobody does.
        options: What uvicorn gives every connection.

    Attributes:
        patience: Seconds that a head may take altogether, and a body may pause.
        stalls: Seconds for which a client may take nothing of what is sent to it.
    """

    patience = 60.0
    stalls = 120.0

    # To uvicorn they are of its own kind, of which it uses no more than there is.
    app: Any
    cycle: Any
    parser: Any
    pipeline: Any
    scope: Any

    _in_head = False
    _arrived = 0
    _too_large = False
    _upgraded = False
    _late: asyncio.TimerHandle | None = None
    _resting: asyncio.TimerHandle | None = None
    _quiet_since = 0.0
    _stall: Stall | None = None

    def __init__(self, *args: Any, addresses: Addresses | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._addresses = addresses
        self._counted = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request, but not for ever."""
        keep_little(transport)
        super().connection_made(transport)
        if self._addresses is None or self.client is None or self._addresses.take(self.client[0]):
            self._counted = self.client[0] if self.client else ""
            self._watch()
        else:
            most = self._addresses.most
            self._refuse(429, f"One address may have {most} connections at once (connections_per_address).")

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._calm()
        self._rest_no_more()
        self._release()
        if self._stall is not None:
            self._stall.end()
        super().connection_lost(exc)
        cycle: Cycle | None = self.cycle
        if cycle is not None:
            cycle.parted()

    def pause_writing(self) -> None:
        """Stop sending for now: the client takes nothing, and may do so for some time."""
        super().pause_writing()
        if self._stall is None:
            self._stall = Stall(self.transport, self.stalls)
        self._stall.begin()

    def resume_writing(self) -> None:
        """Go on sending."""
        super().resume_writing()
        if self._stall is not None:
            self._stall.end()

    def on_message_begin(self) -> None:
        """Start to count a head."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """Begin to answer a request, if its head is not too large."""
        self._in_head = False
        if self._late is not None:
            self._calm()
        # What arrived may be a body for the most part, so only here it is counted in full.
        if self._arrived > LARGEST_HEAD and self._size_of_head() > LARGEST_HEAD:
            self._too_large = True
            raise ValueError("The head is too large.")
        parser, scope = self.parser, self.scope
        version = scope["http_version"] = parser.get_http_version()
        scope["method"] = parser.get_method().decode("ascii")
        if parser.should_upgrade() and self._should_upgrade():
            return
        address = parse_url(self.url)
        path = address.path.decode("ascii")
        scope["path"] = unquote(path) if "%" in path else path
        scope["raw_path"] = address.path
        scope["query_string"] = address.query or b""
        lasts = version != "1.0" and parser.should_keep_alive()
        last: Cycle | None = self.cycle
        cycle = Cycle(scope, self.transport, self.flow, lasts, self.expect_100_continue, self.on_response_complete)
        self.cycle = cycle
        if last is None or last.response_complete:
            if last is not None and last.parting:
                last.parted()
            self._answer(cycle)
        else:
            # It came before the answer to the one before: they are answered one by one.
            self.flow.pause_reading()
            self.pipeline.appendleft(cycle)

    def on_response_complete(self) -> None:
        """Go on with the next request, or wait for one for as long as a connection may rest."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._answer(self.pipeline.pop())
            return
        # One timer a connection, and none a request: it looks when the last answer was when its time is up.
        self._quiet_since = self.loop.time()
        if self._resting is None:
            self._resting = self.loop.call_later(self.timeout_keep_alive, self._rested)

    def data_received(self, data: bytes) -> None:
        """Take the next bytes."""
        self._arrived += len(data)
        super().data_received(data)
        if self._upgraded or self.transport.is_closing():
            return
        if self._in_head:
            if self._arrived > LARGEST_HEAD:
                self._too_large = True
                self.send_400_response("The head is too large.")
            elif self._late is None:
                self._watch()
            return
        self._arrived = 0
        cycle: Cycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            # Blank lines, or the rest of a body that nobody reads: uvicorn now waits without end.
            if self._late is None:
                self._watch()
        elif cycle.more_body:
            self._calm()
            self._watch()
        elif self._late is not None:
            self._calm()

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to the protocol of WebSockets, which has bounds of its own."""
        self._calm()
        self._rest_no_more()
        self._upgraded = True
        super().handle_websocket_upgrade()
        # The connection's end is told to the other protocol from now on.
        cast("SocketConnection", self.transport.get_protocol()).ended = self._release

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, in the shape that clients of this server read."""
        if self._too_large:
            self._refuse(431, f"The request line and the headers have at most {LARGEST_HEAD} bytes together.")
        else:
            self._refuse(400, msg)

    def _release(self) -> None:
        counted, self._counted = self._counted, ""
        if counted and self._addresses is not None:
            self._addresses.release(counted)

    def _answer(self, cycle: Cycle) -> None:
        cycle.task = self.loop.create_task(cycle.run(self.app, self.tasks))
        self.tasks.add(cycle.task)

    def _rested(self) -> None:
        self._resting = None
        cycle: Cycle | None = self.cycle
        if self._in_head or (cycle is not None and not cycle.response_complete):
            return  # the end of its answer begins another rest
        rest = self.timeout_keep_alive if cycle is None or not cycle.parting else PARTING
        left = self._quiet_since + rest - self.loop.time()
        if left > 0:
            self._resting = self.loop.call_later(left, self._rested)
        else:
            self.transport.close()

    def _rest_no_more(self) -> None:
        resting, self._resting = self._resting, None
        if resting is not None:
            resting.cancel()

    def _size_of_head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _give_up(self) -> None:
        self._late = None
        if self.transport.is_closing():
            return
        if self.flow.read_paused:
            # It is the server that does not read: whoever sends is not late.
            self._watch()
        elif self._in_head or ((cycle := self.cycle) and not cycle.response_started):
            self._refuse(408, f"The request did not arrive within {self.patience:g} seconds.")
        else:
            self.transport.close()

    def _refuse(self, status: int, detail: str) -> None:
        cycle: Cycle | None = self.cycle
        if cycle is None or not cycle.response_started or cycle.response_complete:
            body = encode({"detail": detail})
            head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: application/json\r\n"
            head += f"content-length: {len(body)}\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
            self.transport.write(head.encode() + body)
        self._calm()
        self.transport.close()

    def _watch(self) -> None:
        self._late = self.loop.call_later(self.patience, self._give_up)

    def _calm(self) -> None:
        late, self._late = self._late, None
        if late is not None:
            late.cancel()
