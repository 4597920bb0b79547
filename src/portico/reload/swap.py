"""Swap: the running server gets the next generation's page, in one step between two steps of anything else."""

from __future__ import annotations

import asyncio
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from portico.app.compose import Composed, compose, describe
from portico.app.door import follow
from portico.app.environment import Environment
from portico.app.launch import Running
from portico.app.profile import DEV
from portico.app.queue_options import QueueOptions
from portico.app.readiness import banner, check
from portico.app.served import Served
from portico.app.settings import Settings
from portico.engine.executors.blank import Spares
from portico.engine.options import EngineOptions
from portico.engine.renewal import end_orphans, renew
from portico.engine.task import Task
from portico.errors import UnknownTask
from portico.reload.afresh import Afresh
from portico.reload.generation import Generation
from portico.reload.held import Held
from portico.reload.launch import FOLLOWED, fixed, settings_of
from portico.reload.matching import match, renumber
from portico.reload.outer import Outer
from portico.reload.succession import Succession
from portico.server.news import News
from portico.wire.caller import Caller

GONE = (
    "The app was changed while this waited, and what it was for is no longer there. Look at the page as it is now, and "
    "try again."
)


QUEUE = ("max_size", "max_bytes", "update_rate", "delete_cache")
"""What `queue` was told that only a restart can change."""


NEEDED = tuple(
    f"portico.{name}" for name in ("app.blocks", "components.", "graph.", "interfaces.", "layouts.", "themes.")
)
"""What a program imports of Portico to build its page."""


@dataclass(slots=True)
class Prepared:
    """The next page, ready to be served.

    Args:
        settings: What its launch was told.
        served: The page as the server sees it.
        options: What the engine is told of it.
        succession: How it comes after the page before; None where it is the same.
    """

    settings: Settings
    served: Served
    options: EngineOptions
    succession: Succession | None


class Swap(ABC):
    """The page that a server has, and how the next one takes its place.

    Args:
        generation: Whose page it is.
        composed: The server.
    """

    def __init__(self, generation: Generation, composed: Composed) -> None:
        self.generation = generation
        self.composed = composed
        self.spares: Spares | None = None
        """Processes for the functions of the next generation."""
        self._hold(composed.engine.options, generation)
        self.afresh = Afresh(composed.engine, lambda: self.generation.app)
        self.afresh.follow(generation.app)
        self._earlier: WeakSet[Succession] = WeakSet()
        """Those of pages whose code still runs, or is held by something."""

    def _hold(self, options: EngineOptions, generation: Generation) -> None:
        """Let worker processes have the code of the generation whose calls they run."""
        if options.processes is not None:
            if options.processes.used and self.spares is None:
                self.spares = self.ahead(options.processes.size)
            options.processes.hold(Held(generation), self.spares)

    def ahead(self, count: int) -> Spares | None:  # noqa: ARG002
        """Return processes that have begun before a save, for as many calls at once; None for none."""
        return None

    @abstractmethod
    def read(self, generation: Generation) -> Settings:
        """Return what the launch of a generation was told; raises what launching raises."""

    @abstractmethod
    def page(self, generation: Generation) -> dict[str, Any]:
        """Return the config of a generation's page."""

    def prepare(self, now: Generation) -> Prepared:
        """Return the next page, ready to be served; whatever is wrong with it comes out."""
        settings = self.read(now)
        before, succession = self.generation, None
        if now.app is not before.app:
            found = match(before.app, now.app, before.names, now.names)
            renumber(before.app, now.app, found)
            succession = Succession(before, now)
        stores, links = self.composed.stores, self.composed.asgi.site.options.links
        served, options = describe(now.app, settings, now.app.queueing, stores, self.page(now), links)
        self._hold(options, now)
        served.app_id = self.composed.served.app_id
        return Prepared(settings, served, options, succession)

    async def swap_in(self, now: Generation, prepared: Prepared) -> dict[str, list[str]]:
        """Serve the next generation, and return what single sessions have to be told. Runs on the server's loop."""
        engine, site = self.composed.engine, self.composed.asgi.site
        for task in prepared.options.startup:
            await engine.call(task, [], Caller())
        before = self.generation.app
        # From here on nothing waits.
        notes: dict[str, list[str]] = {}
        if prepared.succession is not None:
            notes = await prepared.succession.hand_over(engine.sessions)
            for earlier in self._earlier:
                earlier.aim(now)
            self._earlier.add(prepared.succession)
        left = renew(engine, finder(prepared.served), self.afresh.seek, prepared.options)
        site.application = self.composed.served = prepared.served
        site.options.api_open = now.app.queueing.api_open
        follow(site.door, prepared.settings)
        site.options.favicon, site.options.max_file_size = prepared.settings.favicon, prepared.settings.max_file_size
        self.generation = now
        if now.app is not before:
            self.afresh.follow(now.app)
        if left is not None:
            left.leave()
        if prepared.options.processes is not None:
            prepared.options.processes.warm()
        await end_orphans(engine, self.afresh.comes)
        return notes


def later(before: tuple[Settings, QueueOptions], now: tuple[Settings, QueueOptions]) -> list[str]:
    """Return what a launch asked for and only a restart can give, and take over the rest in the settings before.

    Args:
        before: What the server was started with.
        now: What the program says now.
    """
    found = fixed(before[0], now[0])
    found += [name for name in QUEUE if getattr(before[1], name) != getattr(now[1], name)]
    # What was not taken over is still to be told of at the next save.
    for name in FOLLOWED:
        if callable(getattr(before[0], name)) and callable(getattr(now[0], name)):
            setattr(before[0], name, getattr(now[0], name))  # with the old one, its whole program would be kept
    for name in ("look", "allowed", "blocked", "max_file_size", "footer", "favicon", "show_error"):
        setattr(before[0], name, getattr(now[0], name))
    return found


class Serving(Swap):
    """A program that is served, and replaced while it is.

    Args:
        generation: The first one.
        override: Changes the settings of each generation, such as the port.
    """

    def __init__(self, generation: Generation, override: Callable[[Settings], object] = lambda _: None) -> None:
        self._override = override
        self._settings = self.read(generation)
        app = generation.app
        self._queue = app.queueing
        self.news = News()
        super().__init__(generation, compose(app, self._settings, app.queueing, self.page(generation)))
        self.composed.asgi.site.news = self.news
        self.outer = Outer(self.composed, generation.mounts)
        lines = banner(self._settings, app.queueing)
        self.running = Running(self.composed, self._settings, lines, around=self.outer)
        self._said: set[str] = set()
        """What reading the program found, which is said once."""
        self._serve(generation)
        self._watch(generation)

    def _watch(self, generation: Generation) -> None:
        """Notice, as the profile `dev` does, what handlers change that all visitors share."""
        if Environment().flag("WATCH") is not False:
            from portico.checks.watch import Watch  # it reads the whole program

            Watch(generation.app, self._said).begin()

    def read(self, generation: Generation) -> Settings:
        """Return what the launch of a generation was told, as the profile `dev` has it."""
        assert generation.launch is not None
        settings = settings_of(generation.launch)
        # The handlers are watched here, so that what was said of them before is not said after each save.
        settings.profile, settings.watch = DEV, False
        self._override(settings)
        check(settings, generation.app.queueing)
        return settings

    def page(self, generation: Generation) -> dict[str, Any]:
        """Return the config of a generation's page, which follows the program."""
        return {**generation.app.page(), "dev_mode": True, "generation": generation.number}

    def ahead(self, count: int) -> Spares:
        """Return processes that have begun before a save: what every program needs is imported by then."""
        return Spares(count, [name for name in sys.modules if name.startswith(NEEDED)])

    def _serve(self, generation: Generation) -> None:
        generation.app.composed, generation.app.running = self.composed, self.running

    def start(self) -> None:
        """Serve, and return when requests are answered; raises BuildError where an app around it cannot start."""
        failed: Exception | None = None
        try:
            self.running.start()
        except RuntimeError as error:
            failed = self.outer.failed or error
        if failed is not None:
            raise failed

    def stop(self) -> None:
        """End the server."""
        self.running.stop()
        if self.spares is not None:
            self.spares.close()

    def swap(self, now: Generation, prepared: Prepared) -> list[str]:
        """Serve the next generation, and return what its launch asked for and only a restart can give."""
        loop, before = self.running.loop, self.generation.app
        assert loop is not None, "it is served"
        asyncio.run_coroutine_threadsafe(self._swapped(now, prepared), loop).result()
        if now.app is not before:
            self._watch(now)
        return later((self._settings, self._queue), (prepared.settings, now.app.queueing))

    async def _swapped(self, now: Generation, prepared: Prepared) -> None:
        before = self.generation
        around = await self.outer.prepared(now.mounts)
        try:
            notes = await self.swap_in(now, prepared)
        except BaseException:
            await self.outer.end(around, self.outer.now)
            raise
        gone = self.outer.follow(around)
        before.app.composed = before.app.running = None
        self._serve(now)
        self.news.tell(notes, generation=now.number, broken=None)
        await self.outer.end(gone, around)

    def tell(self, **news: Any) -> None:
        """Tell every page of the developer's something, from any thread."""
        loop = self.running.loop
        if loop is not None:
            loop.call_soon_threadsafe(lambda: self.news.tell(**news))


def finder(served: Served) -> Callable[[int, str], Task]:
    """Return what finds the task of a job that waited, perhaps since before the page was another."""

    def find(number: int, session: str) -> Task:
        try:
            return served.task(number, session)
        except UnknownTask:
            raise UnknownTask(GONE) from None

    return find
