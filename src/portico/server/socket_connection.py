"""A WebSocket's connection, which tells when it ended, and is cut where its client takes nothing of what is sent.

Imported with the first one, because its library is large.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from portico.server.stall import Stall, untaken


class SocketConnection(WebSocketsSansIOProtocol):
    """Speaks WebSocket on a connection that began as HTTP.

    Attributes:
        ended: Called when the connection is over.
        stalls: Seconds for which a client may take nothing of what is sent to it.
    """

    ended: Callable[[], None] | None = None
    stalls = 120.0

    _stall: Stall | None = None

    def pause_writing(self) -> None:
        """Stop sending for now: the client takes nothing, and may do so for some time."""
        super().pause_writing()
        self._begin_stall()

    def resume_writing(self) -> None:
        """Go on sending."""
        super().resume_writing()
        if self._stall is not None:
            self._stall.end()

    def send_receive_event_to_app(self) -> None:
        """Pass a message on as bytes: JSON is read from them, and what is no UTF-8 is refused there, in silence."""
        self.curr_msg_data_type = "bytes"
        super().send_receive_event_to_app()

    def keepalive_timeout(self) -> None:
        """End a connection whose client answers no ping, unless it is slow and the ping has not arrived yet."""
        if self.ping_timeout is None or not untaken(cast("asyncio.WriteTransport", self.transport)):
            super().keepalive_timeout()
            return
        if self._stall is None or not self._stall.running:
            self._begin_stall()
        self.pong_timer = self.loop.call_later(self.ping_timeout, self.keepalive_timeout)

    def _begin_stall(self) -> None:
        if self._stall is None:
            self._stall = Stall(cast("asyncio.WriteTransport", self.transport), self.stalls)
        self._stall.begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more, and tell who counts connections."""
        if self._stall is not None:
            self._stall.end()
        super().connection_lost(exc)
        if self.ended is not None:
            self.ended()
