"""A WebSocket's connection, which tells when it ended; imported with the first one, because its library is large."""

from __future__ import annotations

from collections.abc import Callable

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class SocketConnection(WebSocketsSansIOProtocol):
    """Speaks WebSocket on a connection that began as HTTP.

    Attributes:
        ended: Called when the connection is over.
    """

    ended: Callable[[], None] | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who counts connections."""
        super().connection_lost(exc)
        if self.ended is not None:
            self.ended()
