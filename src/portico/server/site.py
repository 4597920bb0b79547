"""What one server serves, and what it must remember between two requests: all of it bounded."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from portico.engine.engine import Engine
from portico.server.application import Application
from portico.server.bindings import Bindings
from portico.server.build import Build
from portico.server.departure import Streams
from portico.server.door import Door
from portico.server.news import News
from portico.server.options import ServerOptions
from portico.server.page import Page
from portico.server.shutdown import http_server, watch
from portico.server.stylesheet import Stylesheet
from portico.server.uploads import Uploads
from portico.stores.protocols import FileStore
from portico.wire.caller import Caller

logger = logging.getLogger("portico.server")
GRACE = 3.0
"""Seconds that running functions have to end when the server stops."""
STATIC = Path(__file__).resolve().parent / "static"


class Calls:
    """Which session an event of the two-step API belongs to, where its caller named one.

    Args:
        capacity: How many are remembered; the oldest goes first. An event without a session is named like its own.
    """

    def __init__(self, capacity: int = 2_000) -> None:
        self.capacity = capacity
        self._sessions: OrderedDict[str, str] = OrderedDict()

    def add(self, event: str, session: str) -> None:
        """Remember an event that a caller put into a session of its own."""
        self._sessions[event] = session
        while len(self._sessions) > self.capacity:
            self._sessions.popitem(last=False)

    def session(self, event: str) -> str:
        """Return the session that has the event's messages."""
        return self._sessions.get(event, event)

    def __len__(self) -> int:
        return len(self._sessions)

    def made(self, event: str) -> bool:
        """Whether the event came through the two-step API into a named session."""
        return event in self._sessions


@dataclass(slots=True)
class Site:
    """One server's parts.

    Args:
        application: The page.
        engine: Runs its functions.
        files: What visitors uploaded and functions made.
        options: What the server was told.
        static: The folder of the built front end.
        door: Says who somebody is; None where everybody may come in.
    """

    application: Application
    engine: Engine
    files: FileStore
    options: ServerOptions
    static: Path = STATIC
    door: Door | None = None
    bindings: Bindings = field(default_factory=Bindings)
    calls: Calls = field(default_factory=Calls)
    uploads: Uploads = field(default_factory=Uploads)
    streams: Streams = field(default_factory=Streams)
    sockets: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])
    started: bool = False
    stopped: bool = False
    watching: asyncio.Task[None] | None = None
    tidying: asyncio.Task[None] | None = None
    asked_for_startup: bool = False
    page: Page = field(init=False)
    build: Build = field(init=False)
    stylesheet: Stylesheet = field(default_factory=Stylesheet)
    news: News | None = None
    """What is told besides to the pages of who writes the app; None where nothing is reloaded."""

    def __post_init__(self) -> None:
        self.page = Page(self.static)
        self.build = Build(self.static)

    async def start(self) -> None:
        """Begin the background work, once."""
        if not self.started:
            self.started = True
            self.files.begin()
            await self.engine.start()
            server = http_server()
            if server is not None:
                self.watching = asyncio.get_running_loop().create_task(watch(server, self.stop))

    async def stop(self) -> None:
        """End every job and stream."""
        if not self.started or self.stopped:
            return
        self.stopped = True
        if self.watching is not None and self.watching is not asyncio.current_task():
            self.watching.cancel()
        try:
            await asyncio.wait_for(self.engine.stop(), self.engine.options.shutdown_grace + GRACE)
        except TimeoutError:
            # Code that cannot be interrupted still runs in a thread, which ends with the process.
            logger.warning("A function was still running when the server stopped.")
        # What the engine just told its readers is on its way; a stream that has nothing to say is cut.
        readers = [departure.task for departure in self.streams if departure.reads_jobs]
        if readers:
            await asyncio.wait(readers, timeout=0.2)
        for departure in self.streams:
            departure.end()
        for socket in list(self.sockets):
            socket.cancel()
        self.files.clear()

    def bind(self, session: str, user: str | None, reader: str) -> None:
        """Make a session its first visitor's; raises Refusal where it is another's."""
        if self.bindings.check(session, user, reader) and self.tidying is None:
            self.tidying = asyncio.get_running_loop().create_task(self._tidy())

    async def _tidy(self) -> None:
        try:
            self.bindings.tidy(await self.engine.living())
        except Exception:
            logger.exception("Owners of old sessions could not be forgotten.")
        finally:
            self.tidying = None

    def reaches_private(self, caller: Caller) -> bool:
        """Whether somebody may call a private function by its number: a page, in its session.

        Who names a session and does not say what it is is taken for a page where it brings the cookie that came with
        the page or its config: recorded sessions replay one so. Who imitates a page in everything is one, as far as
        the wire can tell.
        """
        return bool(caller.session) and not caller.is_client and (caller.is_page or bool(caller.reader))

    def sizes(self) -> dict[str, int]:
        """Return how much is kept, by what: nothing of it may grow for ever."""
        here = {"streams": len(list(self.streams)), "sockets": len(self.sockets)}
        mine = {"calls": len(self.calls), "uploads": len(self.uploads), "bindings": len(self.bindings)}
        return {**self.engine.sizes(), **here, **mine}
