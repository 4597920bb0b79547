"""Notices that the HTTP server was told to stop, where nobody tells the app before its open streams have ended.

uvicorn waits for open connections before it ends the lifespan, and a page holds one open for as long as it lives: an
app mounted into another one would keep the process from ending.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import Any

INTERVAL = 0.5
"""Seconds between two looks."""


def http_server() -> Any:
    """Return the server that handles this process's signals, where it is one that tells when it has to exit."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return server if hasattr(server, "should_exit") else None


async def watch(server: Any, stop: Callable[[], Awaitable[None]]) -> None:
    """Look, until the server has to exit; then end the streams that it waits for."""
    while not server.should_exit:  # noqa: ASYNC110 - the server has a flag and no event
        await asyncio.sleep(INTERVAL)
    await stop()
