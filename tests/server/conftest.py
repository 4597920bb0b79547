"""A server with a fake page and the real engine, over memory and a folder of the test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from portico.engine.engine import Engine, EngineOptions
from portico.engine.executors.thread import ThreadExecutor
from portico.server.options import ServerOptions
from portico.server.server import create_server
from portico.stores.local_files import LocalFiles
from portico.stores.memory.channel import MemoryChannel
from portico.stores.memory.queue import MemoryQueue
from portico.stores.memory.sessions import MemorySessions
from portico.stores.protocols import Bounds, Stores
from server.harness import Browser, FakeApplication, Make, Site


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    """Build a server: `make(options, static=…, root_path=…, **engine_options)`."""
    made: list[Site] = []

    def build(
        options: ServerOptions | None = None, static: Path | None = None, root_path: str = "", **engine: Any
    ) -> Site:
        files = LocalFiles(tmp_path / "files")
        page = FakeApplication(files)
        stores = Stores(MemorySessions(), MemoryQueue(), MemoryChannel(), files)
        bounds = Bounds(
            engine.pop("max_size", None), engine.pop("max_bytes", None), unread=engine.pop("max_unread", None)
        )
        limits = {f"fn:{number}": 1 for number in range(50)}
        chosen = EngineOptions(**{"limits": limits, "grace": 0.0, "bounds": bounds, **engine})
        running = Engine(page.task, stores, ThreadExecutor(4), chosen)
        server = create_server(page, running, files, options or ServerOptions(), static or tmp_path / "static")
        made.append(Site(server, page, running, files, Browser(server, root_path)))
        return made[-1]

    yield build
    for site in made:
        await site.server.stop()


@pytest.fixture
def site(make: Make) -> Site:
    """A server as it comes."""
    return make()


@pytest.fixture
def browser(site: Site) -> Browser:
    """Asks that server."""
    return site.browser
